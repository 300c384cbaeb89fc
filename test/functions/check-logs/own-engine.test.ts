import { CloudWatchLogsClient, FilterLogEventsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkLogs } from '../../../functions/check-logs/check.ts';
import { orByOwnEngine } from '../../../functions/check-logs/own-engine.ts';
import { insightsLogSource } from '../../../functions/shared/aws/log-source.ts';
import { wholeWindow } from '../../../functions/shared/aws/whole-window.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { recorded } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';
import { stubClient } from '../../support/stub-client.ts';
import { LOGS, observe, spanOf } from './support.ts';

const away: LogSource = {
  query: async () => ({ state: 'unknown', reason: 'Logs Insights refused: ThrottlingException: Rate exceeded' }),
  lines: async () => ({ state: 'unknown', reason: 'no' }),
};
const whole = (events: LogEvent[]) => async () => ({ state: 'complete' as const, events });

describe('while Logs Insights is away', () => {
  test.each(['logs/weaviate-dies', 'logs/openai-failing', 'logs/crash-and-restart', 'logs/healthy'])(
    'the counts of %s are those that it would give, and it is said who counted',
    async (name) => {
      const events = recorded(name);
      const window = spanOf(events);
      const source = { ...orByOwnEngine(away, whole(events)), lines: localLogSource(() => events).lines };
      const seen = await checkLogs(LOGS, window, { source, clock: new StillClock(window.endMs) });
      const usual = await observe(events);
      expect(seen.counts).toEqual(usual.counts);
      expect(seen.evidence).toEqual(usual.evidence);
      expect(seen.notes).toContain(
        'the log events were read and counted without Logs Insights, which did not answer (Logs Insights refused: ThrottlingException: Rate exceeded)',
      );
    },
  );

  test('it is asked once in a run, each window is read once, and a long window stays unknown', async () => {
    const asked: string[] = [];
    const read: number[] = [];
    const counting: LogSource = {
      ...away,
      query: (question) => {
        asked.push(question.query);
        return away.query(question);
      },
    };
    const source = orByOwnEngine(counting, async ({ startMs, endMs }) => {
      read.push(endMs - startMs);
      return { state: 'complete', events: [] };
    });
    const query = 'stats count(*) as n';
    for (const endMs of [300_000, 300_000, 900_000]) await source.query({ query, startMs: 0, endMs });
    expect(await source.query({ query, startMs: 0, endMs: 1_800_000 })).toMatchObject({ state: 'unknown' });
    expect({ asked: asked.length, read }).toEqual({ asked: 1, read: [300_000, 900_000] });
  });

  test('a log that cannot be read either is unknown, with both reasons', async () => {
    const source = orByOwnEngine(away, async () => ({ state: 'unknown', reason: 'FilterLogEvents refused: X: y' }));
    const seen = await checkLogs(LOGS, { startMs: 0, endMs: 299_999 }, { source, clock: new StillClock(300_000) });
    expect(seen.unknown).toBe(
      'Logs Insights refused: ThrottlingException: Rate exceeded; counting without it: FilterLogEvents refused: X: y',
    );
  });

  test('while it answers nothing else is read', async () => {
    const events = recorded('logs/weaviate-dies');
    const source = orByOwnEngine(
      localLogSource(() => events),
      () => Promise.reject(new Error('read')),
    );
    const window = spanOf(events);
    expect(await checkLogs(LOGS, window, { source, clock: new StillClock(window.endMs) })).toEqual(await observe(events));
  });
});

describe('the events themselves, by FilterLogEvents', () => {
  const sdk = stubClient(CloudWatchLogsClient);
  const GROUP = { group: 'atlasml', region: 'us-east-1', stream: 'production' };
  const client = () => new CloudWatchLogsClient({ region: 'us-east-1' });
  let clock: StillClock;
  beforeEach(() => {
    sdk.reset();
    clock = new StillClock();
  });

  test('a throttled Logs Insights costs a run 40 seconds, and the window is read page by page', async () => {
    sdk.on(StartQueryCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    sdk
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [{ timestamp: 1000, message: 'a', logStreamName: 'production' }], nextToken: 'more' })
      .resolvesOnce({ events: [], nextToken: 'still' })
      .resolves({ events: [{ timestamp: 2000, message: 'b', logStreamName: 'production' }] });
    const source = orByOwnEngine(insightsLogSource(GROUP, clock, client()), (window) =>
      wholeWindow(GROUP, window, clock, client()),
    );
    const before = clock.now();
    const found = await source.query({ query: 'stats count(*) as n by @logStream', startMs: 0, endMs: 299_999 });
    expect(found).toMatchObject({ state: 'complete', rows: [{ n: '2', '@logStream': 'production' }] });
    expect(clock.now() - before).toBeLessThanOrEqual(40_000);
    expect(sdk.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input)).toMatchObject([
      { logGroupName: 'atlasml', logStreamNames: ['production'], startTime: 0, endTime: 299_999 },
      { nextToken: 'more' },
      { nextToken: 'still' },
    ]);
  });

  test('more than 10 MB, or 20 seconds, is unknown: a part would be counted as if it were all', async () => {
    const page = { events: [{ timestamp: 1, message: 'x'.repeat(6_000_000) }], nextToken: 'more' };
    sdk.on(FilterLogEventsCommand).resolves(page);
    const read = () => wholeWindow(GROUP, { startMs: 0, endMs: 299_999 }, clock, client());
    expect(await read()).toEqual({ state: 'unknown', reason: 'the window has more than 10 MB of log' });
    sdk.on(FilterLogEventsCommand).callsFake(() => {
      clock.at += 7_000;
      return { events: [{ timestamp: 1, message: 'x' }], nextToken: 'more' };
    });
    expect(await read()).toEqual({ state: 'unknown', reason: 'the log was not read in 20 s' });
    sdk.on(FilterLogEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    expect(await read()).toEqual({ state: 'unknown', reason: 'FilterLogEvents refused: AccessDeniedException: no' });
  });
});
