import type { Observation } from '../observation.ts';
import type { AlarmDefinition } from './alarm-definitions.ts';
import type { AlarmState } from './alarm-state.ts';
import { breaches } from './breaches.ts';
import { type NativeAlarm, nativeAlarmsOf } from './native-alarms.ts';
import { isSeldom } from './seldom.ts';

/** A check is blind for five minutes until its alarm says so; two minutes more are what CloudWatch looks back for what is missing. */
const STALE_MS = 7 * 60_000;
const HOURLY_STALE_MS = 2 * 3_600_000;

/** By how much a check runs less often than it was meant to, in ms: check-logs may have to, to keep to its budget. Pure. */
export const slowerMs = (observation: Observation): number =>
  observation.check === 'logs' && observation.scan ? (observation.scan.everyMinutes - 1) * 60_000 : 0;

/**
 * The alarms as they are meant. Of the parts by that of CloudWatch which speaks for all of them and by what was seen of each: which component
 * fails stands in the newest run of its check. One whose gauge is sent seldom is unknown where its check saw nothing. Pure.
 * @param observations the newest of each check.
 */
export function byParts(
  states: readonly AlarmState[],
  definitions: readonly AlarmDefinition[],
  observations: readonly Observation[],
  nowMs: number,
): AlarmState[] {
  const natives = new Map(nativeAlarmsOf(definitions).map((native) => [native.name, native]));
  return states.flatMap((state) => {
    const native = natives.get(state.name);
    if (!native) return [state];
    const { parts } = native;
    if (native.metric === native.signal.metric) {
      const isUnseen = state.value === 'OK' && isSeldom(native.metric) && isUnknown(native, observations, nowMs);
      return [isUnseen ? { ...state, value: 'INSUFFICIENT_DATA', reason: NOT_SEEN } : state];
    }
    const seen = parts.map((part) => seenOf(part, observations, nowMs));
    return parts.map((part, i) => partState(state, part, seen[i], seen));
  });
}

type Seen = { isBad: boolean } | undefined;

function partState(state: AlarmState, { name, subject, title }: AlarmDefinition, seen: Seen, all: readonly Seen[]): AlarmState {
  const part = { ...state, name, subject, title };
  if (state.value === 'INSUFFICIENT_DATA') return part;
  if (state.value === 'OK') return seen || !isOfCheck(state) ? part : { ...part, value: 'INSUFFICIENT_DATA', reason: NOT_SEEN };
  if (all.every((one) => one === undefined)) return { ...part, reason: `${state.reason} (which one is not known)` };
  if (seen?.isBad) return part;
  // The alarm is still on for one that was bad a moment ago, and nobody knows any more which that was.
  if (!all.some((one) => one?.isBad))
    return { ...part, value: 'INSUFFICIENT_DATA', reason: 'the newest run saw none that is bad' };
  if (!seen) return { ...part, value: 'INSUFFICIENT_DATA', reason: NOT_SEEN };
  return { ...part, value: 'OK', reason: 'the newest run saw that this one is well' };
}

const NOT_SEEN = 'nothing new is known of it';
/** Each check says by itself that it sees: what another one says is no proof. */
const isOfCheck = ({ signal }: AlarmState): boolean => signal === 'check-unknown';

/** Whether its check has not run, or could not see it. An endpoint that is down tells neither its certificate nor how it flickers. */
function isUnknown(native: NativeAlarm, observations: readonly Observation[], nowMs: number): boolean {
  const isRunning = observations.some((o) => o.check === 'health' && Math.abs(nowMs - o.atMs) < STALE_MS);
  if (native.signal.measure === 'health' && isRunning) return false;
  return seenOf(native, observations, nowMs) === undefined;
}

/** What the newest run published of a part; undefined where that is not known, or too old. */
function seenOf({ signal, threshold, dimensions }: AlarmDefinition, observations: readonly Observation[], nowMs: number): Seen {
  const staleMs = signal.measure === 'delivery' ? HOURLY_STALE_MS : STALE_MS;
  for (const observation of observations) {
    if (observation.check === 'again' || Math.abs(nowMs - observation.atMs) >= staleMs + slowerMs(observation)) continue;
    const found = observation.published?.find(
      (m) => m.key === signal.metric && Object.entries(m.dimensions).every(([name, value]) => dimensions[name] === value),
    );
    if (found) return { isBad: breaches(found.value, { comparison: signal.comparison, threshold }) };
  }
  return undefined;
}
