import type { AskedAgain, Observation } from '../../shared/observation.ts';
import { type AlarmState, evidenceOf } from '../../shared/signals/alarm-state.ts';

/** AtlasML's own restart takes 15 to 20 s; nobody is woken for less. */
const LEAST_MS = 20_000;
/** Until then the next run of the probe has been evaluated: an alarm that is still on is not of a moment. */
const LONGEST_MS = 90_000;

/** True for an alarm of an endpoint that turned so lately that the outage may be over. */
export function mayBeMomentary(alarm: AlarmState, nowMs: number): boolean {
  return alarm.signal === 'endpoint-down' && evidenceOf(alarm) === 'alarm' && nowMs - alarm.sinceMs < LONGEST_MS;
}

/**
 * How long the newest failure of such an endpoint must still last before it can be told, ms: alarms may be quicker than a restart.
 * @param observations that say when the first attempt failed.
 */
export function tooYoungMs(alarms: AlarmState[], observations: Observation[], nowMs: number): number {
  const names = alarms.filter((a) => mayBeMomentary(a, nowMs)).map((a) => a.subject);
  const began = observations
    .flatMap((o) => (o.check === 'health' ? o.endpoints : []))
    .flatMap(({ endpoint, verdict, failedSinceMs }) =>
      verdict === 'down' && names.includes(endpoint) && failedSinceMs !== undefined ? [nowMs - failedSinceMs] : [],
    );
  // A clock that is wrong keeps nothing back.
  return Math.max(0, ...began.filter((ageMs) => ageMs >= 0).map((ageMs) => LEAST_MS - ageMs));
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
