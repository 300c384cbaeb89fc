import { within } from '../clock.ts';
import type { Thresholds } from '../config/schema.ts';
import type { Observation } from '../observation.ts';
import type { MetricStore } from '../ports.ts';
import { allUntil, dueOf, type SentBefore } from '../signals/seldom.ts';
import { sentOf } from '../signals/sent.ts';
import { cloudWatchMetricStore } from './metric-store.ts';

export interface OwnMetricsOptions {
  thresholds: Thresholds;
  /** What was stored of a check: asked once, by the first run of a process. */
  observations(): Promise<Observation[]>;
  client?: Parameters<typeof cloudWatchMetricStore>[1];
}

/** No metric waits longer for what was stored. */
const LONGEST_READ_MS = 2_000;

/**
 * Our own metrics in CloudWatch: it gets those that an alarm watches, and those that are far from their thresholds rarely, for each has its
 * price. All values stand in the logs of the functions.
 */
export function ownMetricStore(
  slug: string,
  check: Exclude<Observation['check'], 'again'>,
  { thresholds, observations, client }: OwnMetricsOptions,
): MetricStore {
  const store = cloudWatchMetricStore(slug, client);
  let before: SentBefore | undefined;
  let isKnown = false;
  return {
    ...store,
    async allUntil(published, atMs) {
      if (!isKnown) before ??= await storedOf(check, observations);
      isKnown = true;
      const all = sentOf(published);
      before = { atMs, published: all, allUntilMs: allUntil(all, atMs, before, thresholds) };
      return before.allUntilMs ?? 0;
    },
    async put(metrics, atMs) {
      // Whoever did not ask is sent whole.
      const due = dueOf(sentOf(metrics), atMs, before?.allUntilMs ?? Number.POSITIVE_INFINITY);
      if (due.length > 0) await store.put(due, atMs);
    },
  };
}

/** A table that cannot be read, or hangs, leaves it unknown: then all is sent. */
async function storedOf(check: string, observations: OwnMetricsOptions['observations']): Promise<SentBefore | undefined> {
  const stored = await within(LONGEST_READ_MS, observations).catch(() => []);
  for (const observation of stored) {
    if (observation.check === 'again' || observation.check !== check) continue;
    return { ...observation, published: sentOf(observation.published ?? []) };
  }
  return undefined;
}
