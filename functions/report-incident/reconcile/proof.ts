import type { Observation } from '../../shared/observation.ts';
import type { AlarmDefinition } from '../../shared/signals/alarm-definitions.ts';
import { breaches } from '../../shared/signals/breaches.ts';
import { slowerMs } from '../../shared/signals/parts.ts';
import type { Measure, SignalId } from '../../shared/signals/signal.ts';

/** What the newest run of a check says of one alarm, by the datapoint that it published. Times are epoch ms. */
export interface Proof {
  /** When the datapoint was seen. */
  atMs: number;
  good: boolean;
  /** The first and the last failure within what the datapoint tells of; only when it is bad. */
  firstFailureMs?: number;
  lastFailureMs?: number;
  /** By how much its check runs less often than it was meant to, in ms; only where it does. */
  slowerMs?: number;
}

const MINUTE_MS = 60_000;
/** How often each check runs (lib/monitoring-stack.ts, lib/delivery-verifier.ts). */
const INTERVAL_MS: Record<Measure, number> = {
  health: MINUTE_MS,
  logs: MINUTE_MS,
  memory: MINUTE_MS,
  disk: MINUTE_MS,
  cpu: MINUTE_MS,
  container: MINUTE_MS,
  any: MINUTE_MS,
  heartbeat: MINUTE_MS,
  delivery: 60 * MINUTE_MS,
};
/** A datapoint of two of its check's intervals ago proves nothing of now; nor does one from the future. */
const MOST_INTERVALS = 2;

/** Signals that count the errors of a window: its failures are the errors, not the window. */
const COUNTED: SignalId[] = ['server-errors', 'server-error-rate', 'new-error-kind', 'critical-lines'];

/**
 * The fresh datapoints of each alarm, by the alarm's name; without an entry nothing fresh is known. An observation by an
 * older version published nothing that is known, and proves nothing.
 */
export function proofsOf(observations: Observation[], definitions: AlarmDefinition[], nowMs: number): Map<string, Proof> {
  const proofs = new Map<string, Proof>();
  for (const definition of definitions) {
    const { signal, dimensions, threshold, name } = definition;
    for (const observation of observations) {
      const slower = slowerMs(observation);
      if (!isFresh(observation.atMs, signal.measure, nowMs, slower)) continue;
      const published = observation.check === 'again' ? undefined : observation.published;
      const value = published?.find((m) => m.key === signal.metric && isOf(m.dimensions, dimensions))?.value;
      if (value === undefined || !Number.isFinite(value)) continue;
      const good = !breaches(value, { comparison: signal.comparison, threshold });
      proofs.set(name, {
        atMs: observation.atMs,
        good,
        ...(slower > 0 && { slowerMs: slower }),
        ...(good ? {} : failuresOf(signal.id, observation)),
      });
    }
  }
  return proofs;
}

/** Whether a datapoint still proved something at a moment; both epoch ms. @param slower see `slowerMs`. */
export const isFresh = (atMs: number, measure: Measure, momentMs: number, slower = 0): boolean =>
  Math.abs(momentMs - atMs) < MOST_INTERVALS * (INTERVAL_MS[measure] + slower);

/** The environment is added when a metric is published. */
function isOf(published: Record<string, string>, { Environment: _, ...asked }: Record<string, string>): boolean {
  const keys = Object.keys(asked);
  return keys.length === Object.keys(published).length && keys.every((key) => published[key] === asked[key]);
}

function failuresOf(signal: SignalId, observation: Observation): Pick<Proof, 'firstFailureMs' | 'lastFailureMs'> {
  if (observation.check !== 'logs' || !COUNTED.includes(signal) || observation.evidence.length === 0) {
    return { firstFailureMs: observation.atMs, lastFailureMs: observation.atMs };
  }
  return {
    firstFailureMs: Math.min(...observation.evidence.map((k) => k.oldestMs ?? k.newestMs)),
    lastFailureMs: Math.max(...observation.evidence.map((k) => k.newestMs)),
  };
}
