import { TimeZone } from 'aws-cdk-lib';
import { type CronOptionsWithTimezone, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { type DigestKind, digestsOf } from '../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { type MonitorFunction, TIMEOUTS } from './function.ts';
import type { IncidentReporter } from './incident-reporter.ts';
import { allowQueries } from './log-access.ts';
import { ScheduledFunction } from './scheduled-function.ts';

/** Minutes apart, so that on a Monday that is the first of a month they come in this order. */
const WHEN: Record<DigestKind, CronOptionsWithTimezone> = {
  daily: { minute: '0' },
  weekly: { minute: '5', weekDay: 'MON' },
  monthly: { minute: '10', day: '1' },
};

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
    for (const kind of digestsOf(config)) {
      const at = { hour: String(config.digests.hour), timeZone: TimeZone.of(config.digests.timezone), ...WHEN[kind] };
      scheduled.run(kind, ScheduleExpression.cron(at), `The ${kind} digest of AtlasML Monitor`, { kind });
    }
  }
}
