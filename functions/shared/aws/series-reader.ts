import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Datapoint, SeriesRequest } from '../ports.ts';
import { inBatches } from './batches.ts';
import { dimensionList } from './dimension-list.ts';
import { fewAtOnce } from './few-at-once.ts';

/** One call takes 500 series, and answers with up to 100,800 datapoints at once (API reference of GetMetricData). */
const PER_CALL = {
  most: 500,
  mostWeight: 100_800,
  weightOf: ({ request: { startMs, endMs, periodSeconds } }: Asked) => Math.ceil((endMs - startMs) / 1000 / periodSeconds),
};
/** A region gives 396,000 old datapoints a second, and 180,000 of the last three hours: https://docs.aws.amazon.com/general/latest/gr/cw_region.html */
const CALLS_AT_ONCE = 5;

interface Asked {
  request: SeriesRequest;
  resolve(points: Datapoint[]): void;
  reject(error: Error): void;
}

/**
 * Reads series by GetMetricData. Those of one window that are asked for at the same moment go out together, and each has its own end: what
 * could not be read of one says nothing of the others.
 */
export function seriesReader(client: CloudWatchClient): (request: SeriesRequest) => Promise<Datapoint[]> {
  const inTurn = fewAtOnce(CALLS_AT_ONCE);
  let waiting = new Map<string, Asked[]>();
  const flush = () => {
    const windows = [...waiting.values()];
    waiting = new Map();
    for (const batch of windows.flatMap((asked) => inBatches(asked, PER_CALL))) void inTurn(() => answer(client, batch));
  };
  return (request) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) queueMicrotask(flush);
      const window = `${request.startMs} ${request.endMs}`;
      waiting.set(window, [...(waiting.get(window) ?? []), { request, resolve, reject }]);
    });
}

async function answer(client: CloudWatchClient, batch: Asked[]): Promise<void> {
  try {
    const pages = await allPages(
      client,
      batch.map(({ request }) => request),
    );
    batch.forEach(({ resolve, reject }, i) => {
      const parts = pages.filter(({ Id }) => Id === idOf(i));
      const fault = faultOf(parts);
      if (fault) reject(fault);
      else resolve(parts.flatMap(pointsOf).sort((a, b) => a.atMs - b.atMs));
    });
  } catch (error) {
    for (const { reject } of batch) reject(error as Error);
  }
}

const idOf = (i: number): string => `m${i}`;

async function allPages(client: CloudWatchClient, requests: SeriesRequest[]): Promise<MetricDataResult[]> {
  const [{ startMs = 0, endMs = 0 } = {}] = requests;
  const found: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        ScanBy: 'TimestampAscending',
        NextToken,
        MetricDataQueries: requests.map(({ namespace, metric, dimensions, periodSeconds, statistic }, i) => ({
          Id: idOf(i),
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: metric, Dimensions: dimensionList(dimensions) },
            Period: periodSeconds,
            Stat: statistic,
          },
        })),
      }),
    );
    found.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/**
 * Why a series is not known: an empty list would mean that there is no data. Of several pages the last one counts.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function faultOf(parts: MetricDataResult[]): Error | undefined {
  const { StatusCode, Messages = [] } = parts.at(-1) ?? {};
  if (StatusCode === undefined || StatusCode === 'Complete') return undefined;
  const why = Messages.map(({ Code, Value }) => `${Code}: ${Value}`).join('; ');
  return new Error(`CloudWatch did not give the whole series: ${StatusCode}${why && ` (${why})`}`);
}

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult): Datapoint[] {
  return Timestamps.map((at, i) => ({ atMs: at.getTime(), value: Values[i] as number }));
}
