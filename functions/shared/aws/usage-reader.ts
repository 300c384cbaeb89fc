import { CloudWatchClient, GetMetricStatisticsCommand, type Statistic } from '@aws-sdk/client-cloudwatch';
import type { Datapoint, MetricStore, SeriesRequest } from '../ports.ts';
import { awsClient } from './client.ts';

type Row = Partial<Record<Statistic, number>> & { atMs: number };

/**
 * Reads short series by GetMetricStatistics, which gives several statistics of a metric for the price of one request, and is among the
 * requests that are free (price page of CloudWatch; GetMetricData is paid by the statistic). What is asked at the same time is one request.
 */
export function usageReader(client = awsClient(CloudWatchClient)): Pick<MetricStore, 'read'> {
  const waiting = new Map<string, { statistics: Set<Statistic>; rows: Promise<Row[]> }>();
  const rowsOf = (request: SeriesRequest): Promise<Row[]> => {
    const { statistic, ...series } = request;
    const key = JSON.stringify(series);
    const known = waiting.get(key);
    if (known) {
      known.statistics.add(statistic as Statistic);
      return known.rows;
    }
    const statistics = new Set([statistic as Statistic]);
    const rows = Promise.resolve().then(() => {
      waiting.delete(key);
      return ask(client, request, [...statistics]);
    });
    waiting.set(key, { statistics, rows });
    return rows;
  };
  return {
    async read(request) {
      const rows = await rowsOf(request);
      const points = rows.flatMap((row): Datapoint[] => {
        const value = row[request.statistic as Statistic];
        return value === undefined ? [] : [{ atMs: row.atMs, value }];
      });
      return points.sort((a, b) => a.atMs - b.atMs);
    },
  };
}

async function ask(
  client: CloudWatchClient,
  { namespace, metric, dimensions, periodSeconds, startMs, endMs }: SeriesRequest,
  statistics: Statistic[],
): Promise<Row[]> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(startMs),
      EndTime: new Date(endMs),
      Period: periodSeconds,
      Statistics: statistics,
    }),
  );
  return Datapoints.map(({ Timestamp, Average, Maximum, Minimum, Sum, SampleCount }) => ({
    atMs: Timestamp?.getTime() ?? 0,
    ...(Average !== undefined && { Average }),
    ...(Maximum !== undefined && { Maximum }),
    ...(Minimum !== undefined && { Minimum }),
    ...(Sum !== undefined && { Sum }),
    ...(SampleCount !== undefined && { SampleCount }),
  }));
}
