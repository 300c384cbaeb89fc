import type { AskedAgain } from '../../shared/observation.ts';
import { type AlarmState, evidenceOf } from '../../shared/signals/alarm-state.ts';

/** Until then the next run of the probe has been evaluated: an alarm that is still on is not of a moment. */
const LONGEST_MS = 90_000;

/** True for an alarm of an endpoint that turned so lately that the outage may be over. */
export function mayBeMomentary(alarm: AlarmState, nowMs: number): boolean {
  return alarm.signal === 'endpoint-down' && evidenceOf(alarm) === 'alarm' && nowMs - alarm.sinceMs < LONGEST_MS;
}

/**
 * The alarms of endpoints that answer again before anybody was told, by their names: a restart, such as a deploy, takes longer than
 * the attempts that confirm a failure. Nobody is told of it, unless the next run of the probe fails as well. Pure.
 * @param again what one more attempt saw just now; undefined where nobody asked, or got no answer.
 */
export function momentaryOf(alarms: AlarmState[], again: AskedAgain | undefined, nowMs: number): ReadonlySet<string> {
  const answers = (name: string) => again?.endpoints.some((e) => e.endpoint === name && e.verdict === 'up') ?? false;
  return new Set(alarms.filter((a) => mayBeMomentary(a, nowMs) && answers(a.subject)).map((a) => a.name));
}
