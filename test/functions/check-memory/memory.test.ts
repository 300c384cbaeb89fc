import { describe, expect, test } from 'vitest';
import { cgroupUsage } from '../../../functions/check-memory/cgroup.ts';
import { checkMemory, newestSettled } from '../../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../../functions/check-memory/metrics.ts';
import { memoryMetric } from '../../../functions/check-memory/source.ts';
import { hoursToLimit, soonToLimit } from '../../../functions/check-memory/trend.ts';
import { bytesOf, percentOfLimit } from '../../../functions/check-memory/units.ts';
import { MOST_HOURS } from '../../../functions/shared/observation.ts';
import type { Datapoint, SeriesRequest } from '../../../functions/shared/ports.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { caseOf } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('cases of the area memory', () => {
  test('R02: suffixes of Docker and Compose are 1024-based', () => {
    const { input, expected } = caseOf('R02');
    const sizes = input.values.map((v: string) => v.replace(/ \(.*\)$/, ''));
    expect(sizes.slice(0, -1).map(bytesOf)).toEqual(expected.bytes.slice(0, -1));
    expect(bytesOf('900MiB')).toBe(expected.bytes.at(-1));
    const [used, limit] = sizes.at(-1).split(' / ');
    expect(percentOfLimit(bytesOf(used) as number, limit)).toBeCloseTo(expected.percentLast, 1);
  });

  test('R04: an alarm on a dimension that changes with each deploy would see missing data', async () => {
    const { input } = caseOf('R04');
    const store = new SqliteStore('test');
    for (const { at, dims, v } of input.datapoints) store.putSample('Docker', 'mem', dims, v, Date.parse(`2026-11-24T${at}:00Z`));
    const read = (dimensions: Record<string, string>) =>
      store.read({
        namespace: 'Docker',
        metric: 'mem',
        dimensions,
        statistic: 'Average',
        periodSeconds: 60,
        startMs: 0,
        endMs: NOW,
      });
    const points = await read(input.alarmOn);
    expect(points.filter((p) => p.atMs >= Date.parse('2026-11-24T10:02:00Z'))).toEqual([]);
  });

  test('R05: the newest minute is incomplete and is left out', () => {
    const { input, expected } = caseOf('R05');
    const points = input.datapoints.map((p: { at: string; avg: number }) => ({ atMs: Date.parse(p.at), value: p.avg }));
    expect(newestSettled(points, Date.parse(input.now))).toEqual({
      atMs: Date.parse(expected.usedDatapoint),
      value: expected.value,
    });
  });

  test('R06: shared memory counts, the file cache does not', () => {
    const { input, expected } = caseOf('R06');
    const { usedBytes, percent } = cgroupUsage(input.files);
    expect(usedBytes).toBe(expected.usedBytes);
    expect(percent).toBeCloseTo(expected.percent, 1);
  });
});

test.each(['max', '0', String(2 ** 63), '9223372036854771712', ''])('a limit of %s gives no percentage', (limit) => {
  expect(percentOfLimit(1024, limit)).toBeUndefined();
});

describe('check-memory', () => {
  const memory = { source: 'metric' as const, namespace: 'N', metric: 'm', dimensions: { a: 'b' }, unit: 'percent' as const };
  const reading = (points: Datapoint[]) => ({
    read: async ({ startMs, endMs }: SeriesRequest) => points.filter((p) => p.atMs >= startMs && p.atMs < endMs),
  });
  const check = (points: Datapoint[], more: object = {}) =>
    checkMemory(
      { memory: { ...memory, ...more } as never, disk: undefined },
      { clock: new StillClock(NOW), metrics: reading(points) },
    );

  test('the newest whole datapoint is the value', async () => {
    const { memory: usage } = await check([
      { atMs: NOW - 5 * MINUTE, value: 61 },
      { atMs: NOW - 3 * MINUTE, value: 62 },
      { atMs: NOW - MINUTE, value: 20 },
    ]);
    expect(usage).toMatchObject({ state: 'known', usedPercent: 62 });
  });

  test('no datapoint for 15 minutes is unknown with the last one named, and publishes no percentage', async () => {
    const observation = await check([{ atMs: NOW - 18 * MINUTE, value: 62 }]);
    expect(observation.memory).toEqual({
      state: 'unknown',
      reason: 'no datapoint of N m {"a":"b"} for 15 minutes; the last is of 2026-11-25 09:42 UTC',
    });
    expect(memoryMetrics(observation)).toEqual([{ key: 'observationUnknown', value: 1, dimensions: { Check: 'memory' } }]);
  });

  test('a metric that never had data says what to check', async () => {
    expect((await check([])).memory).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('that the dimensions are exactly these'),
    });
  });

  test('a refused call is unknown, not an exception', async () => {
    const metrics = { read: () => Promise.reject(new Error('AccessDenied')) };
    const observation = await checkMemory({ memory: memory as never, disk: undefined }, { clock: new StillClock(NOW), metrics });
    expect(observation.memory).toEqual({ state: 'unknown', reason: 'N m could not be read: AccessDenied' });
  });

  test('megabytes with a limit of 8 GiB become percent', async () => {
    const { memory: usage } = await check([{ atMs: NOW - 3 * MINUTE, value: 4096 }], { unit: 'megabytes', limit: '8GiB' });
    expect(usage).toMatchObject({ state: 'known', usedPercent: 50, limitBytes: 8 * 1024 ** 3 });
  });

  test('Container Insights: used of reserved', async () => {
    const at = NOW - 3 * MINUTE;
    const metrics = {
      read: async ({ metric }: SeriesRequest) => [{ atMs: at, value: metric === 'MemoryUtilized' ? 6144 : 8192 }],
    };
    const source = { source: 'container-insights' as const, cluster: 'c', service: 's' };
    const { memory: usage } = await checkMemory({ memory: source, disk: undefined }, { clock: new StillClock(NOW), metrics });
    expect(usage).toMatchObject({ state: 'known', usedPercent: 75 });
  });

  test('ECS reads the free service metric', () => {
    expect(memoryMetric({ source: 'ecs', cluster: 'c', service: 's' })).toEqual({
      namespace: 'AWS/ECS',
      metric: 'MemoryUtilization',
      dimensions: { ClusterName: 'c', ServiceName: 's' },
    });
  });
});

describe('hours until the limit', () => {
  const series = (from: number, perHour: number, hours: number) =>
    Array.from({ length: hours * 12 + 1 }, (_, i) => ({
      atMs: NOW - hours * HOUR + i * 5 * MINUTE,
      value: from + (perHour * i) / 12,
    }));

  test('1 point an hour from 66 to 90 leaves 10 hours', () => {
    expect(hoursToLimit(series(66, 1, 24))).toBeCloseTo(10, 5);
  });
  test('memory that does not grow has the most hours', () => {
    expect(hoursToLimit(series(50, 0, 24))).toBe(MOST_HOURS);
    expect(hoursToLimit(series(50, -0.5, 24))).toBe(MOST_HOURS);
  });
  test('less than two hours of data is unknown', () => {
    expect(hoursToLimit(series(50, 1, 1))).toBeUndefined();
    expect(hoursToLimit([])).toBeUndefined();
  });
  test('what came before a restart does not count', () => {
    const before = series(40, 2, 20).map((p) => ({ ...p, atMs: p.atMs - 6 * HOUR }));
    expect(hoursToLimit([...before, ...series(30, 1, 5)])).toBeCloseTo(65, 5);
  });
});

describe('a peak alarms at once', () => {
  const memory = { source: 'metric' as const, namespace: 'N', metric: 'm', dimensions: {}, unit: 'percent' as const };
  const stored = (samples: [secondsAgo: number, percent: number][]) => {
    const store = new SqliteStore('test');
    for (const [ago, percent] of samples) store.putSample('N', 'm', {}, percent, NOW - ago * 1000);
    return store;
  };
  const check = (samples: [number, number][], settleMs?: number) =>
    checkMemory(
      { memory: memory as never, disk: undefined },
      { clock: new StillClock(NOW), metrics: stored(samples), ...(settleMs !== undefined && { settleMs }) },
    );

  test.each([
    [
      'of the minute that is not over',
      [
        [300, 50],
        [30, 60],
        [10, 97],
      ],
      97,
    ],
    [
      'of two minutes ago',
      [
        [300, 50],
        [110, 93],
        [10, 30],
      ],
      93,
    ],
    [
      'of ten minutes ago is past',
      [
        [600, 97],
        [130, 40],
        [10, 41],
      ],
      41,
    ],
  ] as [string, [number, number][], number][])('one %s', async (_title, samples, peakPercent) => {
    const observation = await check(samples);
    expect(observation.memory).toMatchObject({ peakPercent });
    expect(memoryMetrics(observation)).toContainEqual({ key: 'memoryPeakPercent', value: peakPercent, dimensions: {} });
  });

  test('where a datapoint comes at once none is waited for', async () => {
    const samples: [number, number][] = [
      [200, 40],
      [30, 60],
    ];
    expect((await check(samples, 0)).memory).toMatchObject({ usedPercent: 60 });
    expect((await check(samples)).memory).toMatchObject({ usedPercent: 40 });
  });
});

describe('memory that fills within minutes', () => {
  const growing = (from: number, perMinute: number, minutes: number) =>
    Array.from({ length: minutes + 1 }, (_, i) => ({ atMs: NOW - (minutes - i) * MINUTE, value: from + perMinute * i }));
  test.each([
    ['12 points a minute for four minutes', growing(30, 12, 4), 22 / 12 / 60],
    ['one point a minute', growing(30, 1, 8), undefined],
    ['for three minutes alone', growing(30, 12, 3), undefined],
    ['it shrinks', growing(90, -5, 8), undefined],
    ['it was started anew two minutes ago', [...growing(90, 1, 6).slice(0, 5), ...growing(20, 5, 1)], undefined],
    ['nothing is known', [], undefined],
  ])('%s', (_title, points, hours) => {
    const soon = soonToLimit(points);
    if (hours === undefined) expect(soon).toBeUndefined();
    else expect(soon).toBeCloseTo(hours, 6);
  });
});
