import { CloudWatchClient, type MetricDatum, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { MetricStore } from '../ports.ts';
import { METRICS, type Metric, NAMESPACE } from '../signals/metrics.ts';
import { inBatches } from './batches.ts';
import { awsClient } from './client.ts';
import { dimensionList } from './dimension-list.ts';
import { seriesReader } from './series-reader.ts';

/**
 * One call of PutMetricData takes 1,000 metrics and 1 MB (its API reference). The SDK sends JSON, and packs what is longer than 10 KB; as
 * it is, a call stays below.
 */
const PER_CALL = {
  most: 1_000,
  mostWeight: 900_000,
  weightOf: (datum: MetricDatum) => Buffer.byteLength(JSON.stringify(datum)) + 1,
};

/** Metrics in CloudWatch, all with the dimension Environment. */
export function cloudWatchMetricStore(slug: string, client = awsClient(CloudWatchClient)): MetricStore {
  return {
    async put(metrics, atMs) {
      const batches = inBatches(
        metrics.map((metric) => datumOf(metric, slug, atMs)),
        PER_CALL,
      );
      const ends = await Promise.allSettled(
        batches.map((MetricData) => client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }))),
      );
      const failed = ends.flatMap((end, i) =>
        end.status === 'rejected' ? [{ error: end.reason as Error, count: batches[i]?.length ?? 0 }] : [],
      );
      const [first] = failed;
      if (!first) return;
      if (batches.length === 1) throw first.error;
      const count = failed.reduce((sum, one) => sum + one.count, 0);
      throw new Error(`${count} of ${metrics.length} metrics: ${first.error.message}`, { cause: first.error });
    },
    read: seriesReader(client),
  };
}

function datumOf({ key, value, dimensions, highResolution }: Metric, slug: string, atMs: number): MetricDatum {
  return {
    MetricName: METRICS[key].name,
    Unit: METRICS[key].unit as StandardUnit,
    Value: value,
    Timestamp: new Date(atMs),
    Dimensions: dimensionList({ Environment: slug, ...dimensions }),
    StorageResolution: highResolution ? 1 : 60,
  };
}
