import { CloudWatchClient, GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { slowly } from '../../../../functions/check-memory/slowly.ts';
import { ownMetricStore } from '../../../../functions/shared/aws/own-metrics.ts';
import { usageReader } from '../../../../functions/shared/aws/usage-reader.ts';
import { DEFAULTS } from '../../../../functions/shared/config/defaults.ts';
import type { Observation } from '../../../../functions/shared/observation.ts';
import type { Metric } from '../../../../functions/shared/signals/metrics.ts';
import { allUntil, dueOf, isSeldom } from '../../../../functions/shared/signals/seldom.ts';
import { StillClock } from '../../../support/fakes.ts';
import { stubClient } from '../../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
beforeEach(() => cloudWatch.reset());

const { thresholds } = DEFAULTS;
const MINUTE = 60_000;
/** Not in the hour in which all is sent. */
const NOW = Date.parse('2026-11-25T10:30:00Z');
const run = (serverErrors: number, more: Metric[] = []): Metric[] => [
  { key: 'serverErrors', value: serverErrors, dimensions: {} },
  { key: 'logLines', value: 90, dimensions: {} },
  { key: 'tookP95', value: 0.3, dimensions: {} },
  ...more,
];

/** Runs of a check, a minute each. @returns what was sent in each. */
async function sentIn(errors: number[], before: Partial<Observation>[], startMs = NOW) {
  const store = ownMetricStore('production', 'logs', { thresholds, observations: async () => before as Observation[] });
  const sent: (string | undefined)[][] = [];
  for (const [i, count] of errors.entries()) {
    const atMs = startMs + i * MINUTE;
    await store.allUntil?.(run(count), atMs);
    await store.put(run(count), atMs);
    const calls = cloudWatch.commandCalls(PutMetricDataCommand);
    sent.push((calls.at(-1)?.args[0].input.MetricData ?? []).map(({ MetricName }) => MetricName));
  }
  return sent;
}

const ALL = ['ServerErrors', 'LogLines'];
const quiet: Partial<Observation> = { check: 'logs', atMs: NOW - MINUTE, published: run(0) };

test('what is far from its threshold is not sent, what is near is, and half an hour after it all is, so that the alarm ends', async () => {
  const sent = await sentIn([0, 0, 6, ...Array<number>(31).fill(0)], [quiet]);
  expect(sent.slice(0, 3)).toEqual([['LogLines'], ['LogLines'], ALL]);
  expect(sent.slice(3, 32)).toEqual(Array(29).fill(ALL));
  expect(sent.slice(32)).toEqual([['LogLines'], ['LogLines']]);
});

test('a new process goes on where the one before was; where nothing is known all is sent', async () => {
  expect(await sentIn([0], [{ ...quiet, allUntilMs: NOW + MINUTE }])).toEqual([ALL]);
  expect(await sentIn([0], [{ ...quiet, allUntilMs: NOW - MINUTE }])).toEqual([['LogLines']]);
  expect(await sentIn([0], [])).toEqual([ALL]);
  expect(await sentIn([0], [{ ...quiet, atMs: NOW - 3_600_000 }])).toEqual([ALL]);
  expect(await sentIn([0], [{ ...quiet, published: [] }])).toEqual([ALL]);
});

test('once a day all is sent for an hour, so that an alarm without data is seen', async () => {
  const three = Date.parse('2026-11-25T03:10:00Z');
  expect(await sentIn([0], [{ ...quiet, atMs: three - MINUTE }], three)).toEqual([ALL]);
});

test('nothing that is near is ever held back, and nothing for half an hour after it', () => {
  const metric = fc.record({
    key: fc.constantFrom<Metric['key']>('serverErrors', 'kills', 'certificateDaysLeft', 'diskUsedPercent', 'up', 'logLines'),
    value: fc.integer({ min: 0, max: 120 }),
    dimensions: fc.constant({}),
  });
  const runs = fc.array(fc.array(metric, { maxLength: 4 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(runs, (all) => {
      let before: Parameters<typeof allUntil>[2];
      let nearMs = Number.NEGATIVE_INFINITY;
      all.forEach((published, i) => {
        const atMs = NOW + i * MINUTE;
        const allUntilMs = allUntil(published, atMs, before, thresholds);
        const isNear = published.some((m) => allUntil([m], atMs, { atMs, published: [m] }, thresholds) > 0);
        if (isNear) nearMs = atMs;
        before = { atMs, published, allUntilMs };
        const due = dueOf(published, atMs, allUntilMs);
        if (atMs < nearMs + 30 * MINUTE || i === 0) expect(due).toEqual(published);
        expect(published.filter(({ key }) => !isSeldom(key)).every((m) => due.includes(m))).toBe(true);
      });
    }),
    { numRuns: 100 },
  );
});

test('several statistics of a series that are asked at the same time are one request', async () => {
  cloudWatch.on(GetMetricStatisticsCommand).resolves({
    Datapoints: [
      { Timestamp: new Date(120_000), Average: 62, Maximum: 64 },
      { Timestamp: new Date(60_000), Average: 61, Maximum: 63 },
    ],
  });
  const { read } = usageReader();
  const asked = { namespace: 'AWS/ECS', metric: 'MemoryUtilization', dimensions: { ServiceName: 's' }, periodSeconds: 60 };
  const request = { ...asked, startMs: 0, endMs: 180_000 };
  const [average, highest] = await Promise.all(['Average', 'Maximum'].map((statistic) => read({ ...request, statistic })));
  expect(average).toEqual([
    { atMs: 60_000, value: 61 },
    { atMs: 120_000, value: 62 },
  ]);
  expect(highest?.map(({ value }) => value)).toEqual([63, 64]);
  const calls = cloudWatch.commandCalls(GetMetricStatisticsCommand);
  expect(calls.map((call) => call.args[0].input.Statistics)).toEqual([['Average', 'Maximum']]);
  await read({ ...request, statistic: 'Average' });
  expect(cloudWatch.commandCalls(GetMetricStatisticsCommand)).toHaveLength(2);
});

test('what changes slowly is read every five minutes, and at once again where it was not known', async () => {
  const clock = new StillClock(NOW);
  const each = slowly(clock);
  const answers: (number | undefined)[] = [undefined, 1, 2, 3];
  const seen: (number | undefined)[] = [];
  for (let minute = 0; minute < 8; minute++) {
    seen.push(
      await each(
        'disk',
        async () => answers.shift(),
        (answer) => answer !== undefined,
      ),
    );
    clock.at += MINUTE;
  }
  expect(seen).toEqual([undefined, 1, 1, 1, 1, 1, 2, 2]);
});
