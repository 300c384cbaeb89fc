import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { METRICS, NAMESPACE } from '../../../functions/shared/signals/metrics.ts';
import type { NativeAlarm } from '../../../functions/shared/signals/native-alarms.ts';
import { SIGNALS } from '../../../functions/shared/signals/signals.ts';
import { plural } from '../../../functions/shared/text/words.ts';

/** As CloudWatch names them: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
const COMPARISONS = { '<': 'LessThanThreshold', '>': 'GreaterThanThreshold', '>=': 'GreaterThanOrEqualToThreshold' };

/**
 * What of the alarms in an account is not as the configuration would deploy it, a sentence each. Pure.
 * @param there all whose names begin with the prefix.
 */
export function alarmDrift(definitions: readonly NativeAlarm[], there: readonly MetricAlarm[], prefix: string): string[] {
  const missing = definitions.filter(({ name }) => !there.some((alarm) => alarm.AlarmName === name)).map(({ name }) => name);
  const changed = definitions.flatMap((definition) => {
    const alarm = there.find(({ AlarmName }) => AlarmName === definition.name);
    return alarm ? changesOf(definition, alarm) : [];
  });
  const known = new Set(definitions.map(({ name }) => name));
  // Those about the monitor itself and the drill are of no signal.
  const ofSignals = (name: string) => SIGNALS.some(({ id }) => name === `${prefix}${id}` || name.startsWith(`${prefix}${id}-`));
  const left = there.flatMap(({ AlarmName: name = '' }) => (!known.has(name) && ofSignals(name) ? [name] : []));
  return [
    ...(missing.length > 0 ? [`${plural(missing.length, 'alarm')} missing: ${missing.join(', ')}`] : []),
    ...changed,
    ...(left.length > 0 ? [`no longer in the configuration: ${left.join(', ')}`] : []),
  ];
}

function changesOf({ name, signal, metric, threshold, dimensions }: NativeAlarm, alarm: MetricAlarm): string[] {
  const wanted: [string, unknown, unknown][] = [
    ['threshold', threshold, alarm.Threshold],
    ['comparison', COMPARISONS[signal.comparison], alarm.ComparisonOperator],
    ['period in seconds', signal.periodSeconds, alarm.Period],
    ['evaluation periods', signal.evaluationPeriods, alarm.EvaluationPeriods],
    ['datapoints to alarm', signal.datapointsToAlarm, alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods],
    ['missing data', signal.missingData, alarm.TreatMissingData ?? 'missing'],
    ['statistic', signal.statistic, alarm.Statistic ?? alarm.ExtendedStatistic],
    ['metric', `${NAMESPACE} ${METRICS[metric].name}`, `${alarm.Namespace} ${alarm.MetricName}`],
    [
      'dimensions',
      sorted(Object.entries(dimensions)),
      sorted((alarm.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
    ],
  ];
  const changes = wanted
    .filter(([, should, is]) => should !== is)
    .map(([what, should, is]) => `${name}: ${what} is ${is ?? 'not set'}, but the configuration says ${should}`);
  const isMuted = alarm.ActionsEnabled === false || (alarm.AlarmActions ?? []).length === 0;
  return isMuted ? [...changes, `${name}: its actions are switched off or gone, so nobody is told`] : changes;
}

const sorted = (pairs: [string, string][]) =>
  pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
