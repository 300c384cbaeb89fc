import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { drillAlarmName } from '../functions/shared/signals/alarm-definitions.ts';
import { NAMESPACE } from '../functions/shared/signals/metrics.ts';
import { type MonitorFunction, TIMEOUTS } from './function.ts';
import type { IncidentReporter } from './incident-reporter.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { sesIdentityArn } from './ses-identity-arn.ts';

export interface DeliveryVerifierProps {
  readonly config: MonitorConfig;
  readonly reporter: IncidentReporter;
}

/** Looks once an hour whether alerts would arrive, and once a week sets an alarm off to see that they do. */
export class DeliveryVerifier extends Construct {
  readonly verifier: MonitorFunction;

  constructor(scope: Construct, id: string, { config, reporter }: DeliveryVerifierProps) {
    super(scope, id);
    const { table, alerts, changes, undelivered } = reporter;
    const scheduled = new ScheduledFunction(this, 'verify-delivery', {
      name: 'verify-delivery',
      config,
      timeout: TIMEOUTS['verify-delivery'],
      environment: { TABLE_NAME: table.tableName, ALERT_TOPIC_ARN: alerts.topicArn, CHANGES_TOPIC_ARN: changes.topicArn },
      undelivered,
    });
    scheduled.run('Schedule', ScheduleExpression.rate(Duration.hours(1)), 'Runs verify-delivery of AtlasML Monitor');
    this.verifier = scheduled.function;
    this.verifier.allowOwnMetrics(NAMESPACE);
    this.verifier.allow('dynamodb:PutItem', 'dynamodb:Query').on(table.tableArn);
    this.verifier.allow('sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic').on(alerts.topicArn, changes.topicArn);
    this.verifier.allow('sns:GetSubscriptionAttributes', 'cloudwatch:GetMetricData').on('*');
    if (config.ses) this.verifier.allow('ses:GetEmailIdentity').on(sesIdentityArn(this, config.ses));
    if (config.weeklyDrill) this.#drill(config, scheduled, reporter);
  }

  /** Nothing is ever published to the metric of this alarm, so that CloudWatch soon finds it well again. */
  #drill(config: MonitorConfig, scheduled: ScheduledFunction, { changes }: IncidentReporter): void {
    const alarm = new Alarm(this, 'Drill', {
      alarmName: drillAlarmName(config.slug),
      alarmDescription: 'Set off on purpose on Mondays, to see that alerts arrive. Nothing is wrong.',
      metric: new Metric({ namespace: NAMESPACE, metricName: 'Drill', dimensionsMap: { Environment: config.slug } }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(changes));
    this.verifier.allow('cloudwatch:SetAlarmState').on(alarm.alarmArn);
    scheduled.run(
      'Drill',
      ScheduleExpression.cron({ minute: '0', hour: '9', weekDay: 'MON' }),
      'The weekly drill of AtlasML Monitor',
      { drill: true },
    );
  }
}
