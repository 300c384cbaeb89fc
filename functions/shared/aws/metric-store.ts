import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Datapoint, MetricStore } from '../ports.ts';
import { METRICS, NAMESPACE } from '../signals/metrics.ts';
import { awsClient } from './client.ts';

/** Metrics in CloudWatch, all with the dimension Environment. */
export function cloudWatchMetricStore(slug: string, client = awsClient(CloudWatchClient)): MetricStore {
  return {
    async put(metrics, atMs) {
      // One call holds up to 1,000 metrics (API reference of PutMetricData); a run has some thirty.
      await client.send(
        new PutMetricDataCommand({
          Namespace: NAMESPACE,
          MetricData: metrics.map(({ key, value, dimensions, highResolution }) => ({
            MetricName: METRICS[key].name,
            Unit: METRICS[key].unit as StandardUnit,
            Value: value,
            Timestamp: new Date(atMs),
            Dimensions: dimensionList({ Environment: slug, ...dimensions }),
            StorageResolution: highResolution ? 1 : 60,
          })),
        }),
      );
    },
    async read(request) {
      const points: Datapoint[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            StartTime: new Date(request.startMs),
            EndTime: new Date(request.endMs),
            ScanBy: 'TimestampAscending',
            NextToken,
            MetricDataQueries: [
              {
                Id: 'm',
                MetricStat: {
                  Metric: {
                    Namespace: request.namespace,
                    MetricName: request.metric,
                    Dimensions: dimensionList(request.dimensions),
                  },
                  Period: request.periodSeconds,
                  Stat: request.statistic,
                },
              },
            ],
          }),
        );
        for (const { Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
          points.push(...Timestamps.map((at, i) => ({ atMs: at.getTime(), value: Values[i] as number })));
        }
        NextToken = page.NextToken;
      } while (NextToken);
      return points.sort((a, b) => a.atMs - b.atMs);
    },
  };
}

function dimensionList(dimensions: Record<string, string>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
