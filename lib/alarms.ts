import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { alarmPage } from '../functions/shared/message/console.ts';
import { alarmsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../functions/shared/signals/metrics.ts';
import { type NativeAlarm, nativeAlarmsOf } from '../functions/shared/signals/native-alarms.ts';
import { runbookLink } from '../functions/shared/signals/runbook.ts';

const COMPARISONS = {
  '<': ComparisonOperator.LESS_THAN_THRESHOLD,
  '>': ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
};
const MISSING = {
  missing: TreatMissingData.MISSING,
  ignore: TreatMissingData.IGNORE,
  notBreaching: TreatMissingData.NOT_BREACHING,
};

export interface AlarmsProps {
  readonly config: MonitorConfig;
  /** Gets every change of state, to ALARM, to OK and to INSUFFICIENT_DATA. */
  readonly changes: ITopic;
}

/** The alarms of the table of signals; of many endpoints those that wait for the morning stand in a nested stack for each signal. */
export class Alarms extends Construct {
  readonly alarms: IAlarm[];
  /** The templates of those that are too many for the stack's own. */
  readonly apart: NestedStack[];

  constructor(scope: Construct, id: string, { config, changes }: AlarmsProps) {
    super(scope, id);
    const apart = new Map<string, NestedStack>();
    const templateOf = ({ isApart, signal }: NativeAlarm): Construct => {
      if (!isApart) return this;
      const known = apart.get(signal.id);
      const template = known ?? new NestedStack(this, signal.id, { description: `Alarms: ${signal.title.replace('%', '…')}` });
      apart.set(signal.id, template);
      return template;
    };
    this.alarms = nativeAlarmsOf(alarmsOf(config)).map((definition) => {
      const alarm = alarmIn(templateOf(definition), definition, config, changes);
      // By its name: a reference would be an output of the nested stack, of which a template takes 200.
      return definition.isApart ? Alarm.fromAlarmName(this, definition.name, definition.name) : alarm;
    });
    this.apart = [...apart.values()];
  }
}

function alarmIn(scope: Construct, definition: NativeAlarm, config: MonitorConfig, changes: ITopic): Alarm {
  const alarm = new Alarm(scope, definition.name, {
    alarmName: definition.name,
    alarmDescription: description(definition, config, Stack.of(scope).region),
    metric: metricOf(definition),
    threshold: definition.threshold,
    comparisonOperator: COMPARISONS[definition.signal.comparison],
    evaluationPeriods: definition.signal.evaluationPeriods,
    datapointsToAlarm: definition.signal.datapointsToAlarm,
    treatMissingData: MISSING[definition.signal.missingData],
  });
  const action = new SnsAction(changes);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  alarm.addInsufficientDataAction(action);
  return alarm;
}

function metricOf({ signal, dimensions, metric }: NativeAlarm): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: METRICS[metric].name,
    dimensionsMap: dimensions,
    statistic: signal.statistic,
    period: Duration.seconds(signal.periodSeconds),
  });
}

/** What, what it means, what to do and where to look, for whoever meets the alarm in the console. */
function description({ name, signal, title }: NativeAlarm, config: MonitorConfig, region: string): string {
  return `[${signal.severity}] ${title}. ${signal.meaning} Runbook: ${runbookLink(config, signal.id)} ${alarmPage(region, name)}`;
}
