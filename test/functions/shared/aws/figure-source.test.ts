import { beforeEach, expect, test } from 'vitest';
import { logLine } from '../../../../functions/shared/aws/console.ts';
import { withFigures } from '../../../../functions/shared/aws/figure-source.ts';
import type { Datapoint, LogAnswer, SeriesRequest } from '../../../../functions/shared/ports.ts';
import { figureOf, figuresOf } from '../../../../functions/shared/signals/figures.ts';
import type { Metric } from '../../../../functions/shared/signals/metrics.ts';
import { localLogSource } from '../../../../local/follow/log-source.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const published: Metric[] = [
  { key: 'requests', value: 12, dimensions: {} },
  { key: 'healthRequests', value: 10, dimensions: {} },
  { key: 'tookP95', value: 0.25, dimensions: {} },
  { key: 'serverErrors', value: 3, dimensions: {} },
  { key: 'componentUp', value: 1, dimensions: { Component: 'weaviate' } },
  { key: 'componentUp', value: 0, dimensions: { Component: 'weaviate/Exercise' } },
];
/** As Lambda writes what a function says where its log is JSON, and as it would without. */
const packed = (message: string) => JSON.stringify({ timestamp: '2026-11-25T10:00:00Z', level: 'INFO', requestId: 'r', message });
const lineAt = (minute: number, metrics: Metric[], pack: (line: string) => string = packed) => ({
  timestamp: START + minute * MINUTE + 20_000,
  message: pack(logLine({ function: 'check-logs', counts: { requests: { '2xx': 99 } }, figures: figuresOf(metrics) })),
});
const events = [
  lineAt(0, published),
  lineAt(1, [{ key: 'requests', value: 20, dimensions: {} }], (line) => line),
  lineAt(6, [{ key: 'requests', value: 0, dimensions: {} }]),
];

const asked: { of: string; query: string }[] = [];
const ofCloudWatch: Datapoint[] = [{ atMs: START, value: 7 }];
const metrics = withFigures({ read: async ({ metric }) => (metric === 'LogLines' ? ofCloudWatch : []) }, (of) => ({
  query: (question) => {
    asked.push({ of, query: question.query });
    return localLogSource(() => events).query(question);
  },
}));
beforeEach(() => void asked.splice(0));

const series = (metric: string, more: Partial<SeriesRequest> = {}): SeriesRequest => ({
  namespace: 'AtlasML/Monitor',
  metric,
  dimensions: { Environment: 'production' },
  statistic: 'Maximum',
  periodSeconds: 60,
  startMs: START,
  endMs: START + 10 * MINUTE,
  ...more,
});

test('figures are what CloudWatch does not get, by the name that a query finds', () => {
  expect(figuresOf(published)).toEqual({
    Requests: 12,
    HealthRequests: 10,
    TookP95: 0.25,
    ServerErrors: 3,
    'ComponentUp weaviate': 1,
    'ComponentUp weaviate/Exercise': 0,
  });
  expect(figureOf(series('LogLines'))).toBeUndefined();
  expect(figureOf(series('MemoryUtilization', { namespace: 'AWS/ECS' }))).toBeUndefined();
});

test('a figure is read out of the lines of the runs, however they are packed; nothing is no data', async () => {
  const at = (minute: number, value: number) => ({ atMs: START + minute * MINUTE, value });
  expect(await metrics.read(series('Requests'))).toEqual([at(0, 12), at(1, 20), at(6, 0)]);
  expect(await metrics.read(series('TookP95', { statistic: 'Average' }))).toEqual([at(0, 0.25)]);
  const part = (Component: string) => ({ dimensions: { Environment: 'production', Component }, statistic: 'Minimum' });
  expect(await metrics.read(series('ComponentUp', part('weaviate')))).toEqual([at(0, 1)]);
  expect(await metrics.read(series('ComponentUp', part('weaviate/Exercise')))).toEqual([at(0, 0)]);
  expect(await metrics.read(series('ClientErrors'))).toEqual([]);
  expect(asked.map(({ of }) => of)).toEqual(['check-logs', 'check-logs', 'check-health', 'check-health', 'check-logs']);
});

test('longer periods are those of CloudWatch, and two statistics of a series are one query', async () => {
  const five = { periodSeconds: 300 };
  const [sums, counts] = await Promise.all([
    metrics.read(series('Requests', { ...five, statistic: 'Sum' })),
    metrics.read(series('Requests', { ...five, statistic: 'SampleCount' })),
  ]);
  expect(sums.map(({ value }) => value)).toEqual([32, 0]);
  expect(counts.map(({ value }) => value)).toEqual([2, 1]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.query).toContain('bin(5m)');
});

test('what CloudWatch has each minute is asked there', async () => {
  expect(await metrics.read(series('LogLines'))).toBe(ofCloudWatch);
  expect(asked).toEqual([]);
});

test('what an older version sent and did not log is there, and counts once', async () => {
  const sent = [-2, -1, 0, 1].map((minute) => ({ atMs: START + minute * MINUTE, value: 5 }));
  const upgraded = withFigures({ read: async () => sent }, () => localLogSource(() => events));
  const read = await upgraded.read(series('Requests', { startMs: START - 10 * MINUTE }));
  expect(read.map(({ value }) => value)).toEqual([5, 5, 12, 20, 0]);
});

test('a month by the minute is asked in parts that a query answers whole, and a log that is away is no zero', async () => {
  const answers: LogAnswer[] = [{ state: 'unknown', reason: 'throttled' }];
  const parts: number[] = [];
  const source = withFigures({ read: async () => [] }, () => ({
    query: async ({ startMs, endMs }) => {
      parts.push((endMs + 1 - startMs) / MINUTE);
      return answers.pop() ?? { state: 'complete', rows: [], bytesScanned: 0 };
    },
  }));
  const month = { endMs: START + 43_200 * MINUTE };
  await expect(source.read(series('TookP95', month))).rejects.toThrow('the log of check-logs: throttled');
  await source.read(series('TookP95', month));
  expect(parts.slice(1)).toEqual([9000, 9000, 9000, 9000, 7200]);
});
