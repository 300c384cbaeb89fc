import { setTimeout } from 'node:timers/promises';
import type { StoredObservation } from '../observation.ts';
import type { MetricStore, StateStore } from '../ports.ts';
import type { Metric } from '../signals/metrics.ts';
import { hideAddresses } from '../text/hide-addresses.ts';
import { redactDeep } from '../text/redact-deep.ts';

/** Resolves after `ms`, or rejects as soon as the signal says that nobody waits any more. */
export type Timer = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface PublishOptions {
  hideIpAddresses?: boolean;
  /** What was published before and is as true now; it is stored with the rest and not put once more. */
  kept?: Metric[];
  /** The real one by default; replaced in tests. */
  timer?: Timer;
}

/** When one of the two has ended, the other gets this much more. */
const LONGEST_AFTER_MS = 2_000;
const realTimer: Timer = (ms, signal) => setTimeout(ms, undefined, { signal });

/**
 * Publishes one run of a check: its metrics, which the alarms need, and its observation with what was published, which
 * the messages need. They are written side by side and neither depends on the other: what is out is out, and one that
 * hangs is given up two seconds after the other ended. That both end is for the stores to see to.
 * @returns the observation, with addresses hidden where that is configured.
 * @throws AggregateError that names what was not written, and why: refused, or still not ended.
 */
export async function publish<T extends StoredObservation>(
  seen: T,
  metrics: Metric[],
  ports: { store: Pick<StateStore, 'saveObservation'>; metrics: Pick<MetricStore, 'put' | 'allUntil'> },
  { hideIpAddresses = false, kept = [], timer = realTimer }: PublishOptions = {},
): Promise<T> {
  // Whatever a check took over from outside: nothing is stored or logged as it came.
  const clean = redactDeep(seen);
  const observation = hideIpAddresses ? hideAddresses(clean) : clean;
  const published = [...kept, ...metrics].map(({ key, value, dimensions }) => ({ key, value, dimensions }));
  const allUntilMs = await ports.metrics.allUntil?.(published, observation.atMs);
  const stored = { ...observation, published, ...(allUntilMs !== undefined && { allUntilMs }) };
  await bothWithin(
    LONGEST_AFTER_MS,
    {
      observation: async () => ports.store.saveObservation(stored),
      metrics: async () => {
        if (metrics.length > 0) await ports.metrics.put(metrics, observation.atMs);
      },
    },
    timer,
  );
  return observation;
}

async function bothWithin(ms: number, writes: Record<string, () => Promise<void>>, timer: Timer): Promise<void> {
  const failures = new Map<string, Error>();
  const fail = (what: string, why: string, cause?: unknown) => failures.set(what, new Error(`${what}: ${why}`, { cause }));
  const pending = new Set(Object.keys(writes));
  const ends = Object.entries(writes).map(([what, write]) =>
    write()
      .catch((error: unknown) => fail(what, (error as Error).message, error))
      .finally(() => pending.delete(what)),
  );
  await Promise.race(ends);
  const ended = new AbortController();
  await Promise.race([Promise.all(ends), timer(ms, ended.signal)]);
  ended.abort();
  for (const what of pending) fail(what, `not ended ${ms / 1000} s after the other`);
  const errors = Object.keys(writes).flatMap((what) => failures.get(what) ?? []);
  if (errors.length > 0) throw new AggregateError(errors, `not written: ${errors.map((e) => e.message).join('; ')}`);
}
