import type { Severity, SignalId } from './signal.ts';

/** CloudWatch's three states. INSUFFICIENT_DATA is "unknown". */
export type AlarmStateValue = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/** What an alarm of an incident is now. removed: it no longer exists, because the configuration changed. */
export type MemberState = 'alarm' | 'ok' | 'unknown' | 'removed';

/** One alarm as DescribeAlarms or the local evaluator gives it. */
export interface AlarmState {
  name: string;
  signal: SignalId;
  severity: Severity;
  title: string;
  /** The endpoint, component or check it is about; empty for the whole service. */
  subject: string;
  value: AlarmStateValue;
  /** CloudWatch's StateReason. */
  reason: string;
  /** When the state last changed, epoch ms. */
  sinceMs: number;
}

/** One change of an alarm, epoch ms. */
export interface AlarmTurn {
  name: string;
  atMs: number;
  was: AlarmStateValue;
  became: AlarmStateValue;
  reason: string;
}

/**
 * The state as evidence. An OK that rests on missing data ("no datapoints were received … treated as [NonBreaching]",
 * StateReason) proves nothing and is unknown.
 */
export function evidenceOf(alarm: AlarmState): 'alarm' | 'ok' | 'unknown' {
  if (alarm.value === 'ALARM') return 'alarm';
  return alarm.value === 'OK' && !/no datapoints were received/i.test(alarm.reason) ? 'ok' : 'unknown';
}
