import type { AlarmStateValue } from '../../functions/shared/signals/alarm-state.ts';
import { breaches } from '../../functions/shared/signals/breaches.ts';
import type { Signal } from '../../functions/shared/signals/signal.ts';

/** One period of the evaluation range: its value, or missing. */
export type Period = number | undefined;
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Rule {
  comparison: Signal['comparison'];
  threshold: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  missingData: MissingData;
}

/** CloudWatch looks at some more periods than it evaluates, in case data is late. */
export const EXTRA_PERIODS = 2;

/**
 * The state by CloudWatch's rules for M of N and for missing data.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param range oldest first, N + EXTRA_PERIODS periods.
 * @param previous kept where the rules say so (`ignore`).
 */
export function evaluate(range: Period[], rule: Rule, previous: AlarmStateValue): AlarmStateValue {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = rule;
  const real = range.filter((value) => value !== undefined);
  // With enough real datapoints the missing ones do not matter: the newest N real ones decide.
  const judged = real.slice(-n);
  const breaching = judged.filter((value) => breaches(value, rule)).length;
  const filled = n - judged.length;
  if (breaching >= m) return 'ALARM';
  if (filled <= 0) return 'OK';
  if (missingData === 'breaching') return breaching + filled >= m ? 'ALARM' : 'OK';
  if (missingData === 'notBreaching') return 'OK';
  if (breaching < judged.length) return 'OK';
  if (missingData === 'ignore') return previous;
  // Only breaching datapoints, and fewer than M: they count once the oldest of them is M periods old, so that a single
  // fresh one does not turn an alarm too early.
  const oldestAge = range.length - range.findIndex((value) => value !== undefined);
  return judged.length > 0 && oldestAge >= m ? 'ALARM' : 'INSUFFICIENT_DATA';
}
