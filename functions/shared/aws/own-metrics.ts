import type { MetricStore } from '../ports.ts';
import { sentOf } from '../signals/sent.ts';
import { cloudWatchMetricStore } from './metric-store.ts';

/** Our own metrics in CloudWatch: it gets those that an alarm watches, for each has its price. The others stand in the logs of the functions. */
export function ownMetricStore(...[slug, client]: Parameters<typeof cloudWatchMetricStore>): MetricStore {
  const store = cloudWatchMetricStore(slug, client);
  return {
    ...store,
    async put(metrics, atMs) {
      const sent = sentOf(metrics);
      if (sent.length > 0) await store.put(sent, atMs);
    },
  };
}
