import { Duration } from 'aws-cdk-lib';
import { Alarm, type CfnAlarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { runbookLink } from '../functions/shared/signals/runbook.ts';
import type { MonitorFunction } from './function.ts';

export interface SelfMonitoringProps {
  readonly config: MonitorConfig;
  /** The checks that run each minute, by name. */
  readonly checks: Record<string, MonitorFunction>;
  /** Those that run once an hour, by name. */
  readonly hourly: Record<string, MonitorFunction>;
  /** Those without a heartbeat: people wait for what they send. */
  readonly others: Record<string, MonitorFunction>;
  readonly reporter: MonitorFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly undelivered: Queue;
  /** People are told directly: the reporter may be what is broken. */
  readonly alerts: ITopic;
}

const FIVE_MINUTES = Duration.minutes(5);
/** A heartbeat must not page before the first run after a deploy has been counted. */
const WARM_UP_MINUTES = 10;

/** Alarms about the monitor itself, on metrics that AWS makes without our code, straight to the people. */
export class SelfMonitoring extends Construct {
  readonly alarms: Alarm[] = [];
  readonly #props: SelfMonitoringProps;

  constructor(scope: Construct, id: string, props: SelfMonitoringProps) {
    super(scope, id);
    this.#props = props;
    const functions = { ...props.checks, ...props.hourly, ...props.others, 'report-incident': props.reporter };
    for (const [name, { function: fn }] of Object.entries(props.checks)) {
      const invocations = fn.metricInvocations({ period: FIVE_MINUTES, statistic: 'Sum' });
      this.#add(`${name}-not-running`, invocations, '<', 1, `${name} did not run for 5 minutes: nothing is watched by it.`);
    }
    for (const [name, { function: fn }] of Object.entries(props.hourly)) {
      const invocations = fn.metricInvocations({ period: Duration.hours(3), statistic: 'Sum' });
      this.#add(
        `${name}-not-running`,
        invocations,
        '<',
        1,
        `${name} did not run for 3 hours: whether alerts arrive is not known.`,
      );
    }
    for (const [name, { function: fn }] of Object.entries(functions)) {
      const errors = fn.metricErrors({ period: FIVE_MINUTES, statistic: 'Sum' });
      this.#add(`${name}-errors`, errors, '>=', 1, `${name} failed; its log group says why.`);
    }
    const age = props.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' });
    this.#add('alerts-late', age, '>=', 300, 'An alarm change has waited for 5 minutes and nobody was told.');
    const dead = props.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.#add(
      'alerts-lost',
      dead,
      '>=',
      1,
      'An alert was given up after five tries; the log of report-incident names the receiver and what to renew.',
    );
    const undelivered = props.undelivered.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.#add(
      'undelivered',
      undelivered,
      '>=',
      1,
      'SNS or a schedule could not deliver something; the queue Undelivered says what.',
    );
  }

  #add(id: string, metric: IMetric, comparison: '<' | '>=', threshold: number, meaning: string): void {
    const { config, alerts } = this.#props;
    const anchor = `self-${id.replace(/^(check-\w+|report-incident|verify-delivery|send-digest|answer)-/, '')}`;
    const heartbeat = comparison === '<';
    const alarm = new Alarm(this, id, {
      alarmName: `atlasml-${config.slug}-self-${id}`,
      alarmDescription: `[page] The monitor itself: ${meaning} Runbook: ${runbookLink(config, anchor)}`,
      metric,
      threshold,
      comparisonOperator: heartbeat
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // A heartbeat that is missing is the fault itself; errors and messages that are missing are none.
      treatMissingData: heartbeat ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    // No action on OK: a new alarm goes from INSUFFICIENT_DATA to OK, and each deploy would mail a recovery nobody missed.
    alarm.addAlarmAction(new SnsAction(alerts));
    if (heartbeat) (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = { warmUpPeriodDurationInMinutes: WARM_UP_MINUTES };
    this.alarms.push(alarm);
  }
}
