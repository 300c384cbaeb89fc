import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { channelsOf, checksOf } from '../functions/shared/config/asked-for.ts';
import { DIGEST_TIMES, digestsOf } from '../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { type MonitorFunction, TIMEOUTS } from './function.ts';
import type { IncidentReporter } from './incident-reporter.ts';
import { allowFigures, allowQueries } from './log-access.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface DigestsProps {
  readonly config: MonitorConfig;
  readonly reporter: IncidentReporter;
}

/** Fills in the daily, weekly and monthly checklists and sends them. */
export class Digests extends Construct {
  readonly sender: MonitorFunction;

  constructor(scope: Construct, id: string, { config, reporter }: DigestsProps) {
    super(scope, id);
    const { table, alerts, undelivered } = reporter;
    const scheduled = new ScheduledFunction(this, 'send-digest', {
      name: 'send-digest',
      config,
      timeout: TIMEOUTS['send-digest'],
      environment: { TABLE_NAME: table.tableName, ALERT_TOPIC_ARN: alerts.topicArn },
      undelivered,
    });
    this.sender = scheduled.function;
    this.sender.allow('dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem').on(table.tableArn);
    reporter.letSendAlerts(this.sender);
    this.sender.allow('cloudwatch:GetMetricData').on('*');
    if (config.logs) allowQueries(this.sender, config.logs);
    const checks = checksOf(config).map((check) => `check-${check}`);
    allowFigures(this.sender, config.slug, [...checks, ...(channelsOf(config).length > 0 ? ['verify-delivery'] : [])]);
    for (const kind of digestsOf(config)) {
      const at = { hour: String(config.digests.hour), timeZone: TimeZone.of(config.digests.timezone), ...DIGEST_TIMES[kind] };
      scheduled.run(kind, ScheduleExpression.cron(at), `The ${kind} digest of AtlasML Monitor`, { kind });
    }
  }
}
