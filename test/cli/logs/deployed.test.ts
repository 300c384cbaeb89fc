import { CloudWatchLogsClient, type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, expect, test } from 'vitest';
import { type LogsAsked, logsCommand } from '../../../cli/logs/command.ts';
import { deployedLines } from '../../../cli/logs/deployed.ts';
import { stubClient } from '../../support/stub-client.ts';
import { kept, NOW, type Said } from './support.ts';

const stub = stubClient(CloudWatchLogsClient);
const LOGS = { group: 'atlasml', region: 'eu-central-1' } as never;

let group: FilteredLogEvent[];
const event = (id: number, secondsAgo: number, message = `line ${id}`): FilteredLogEvent => ({
  eventId: `e${id}`,
  timestamp: NOW - secondsAgo * 1000,
  message,
  logStreamName: 'atlasml/1',
});

/** Pages of two, with an empty one between, as the service may answer; each names the next until the last. */
beforeEach(() => {
  group = [];
  stub.reset();
  stub.on(FilterLogEventsCommand).callsFake(({ startTime, endTime = Infinity, startFromHead = true, nextToken }) => {
    const inside = group
      .filter(({ timestamp = 0 }) => timestamp >= startTime && timestamp <= endTime)
      .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
    const ordered = startFromHead ? inside : inside.reverse();
    const page = Number(nextToken ?? 0);
    const events = page % 2 === 1 ? [] : ordered.slice(page, page + 2);
    return { events, ...(page + 1 < ordered.length && { nextToken: String(page + 1) }) };
  });
});

async function logsOf(asked: LogsAsked, heard?: (said: Said) => void, stop = new AbortController()) {
  const { said, screen } = kept(heard);
  let now = NOW;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const open = async () => deployedLines(LOGS, clock, new CloudWatchLogsClient({ region: 'eu-central-1' }));
  const outcome = await logsCommand(asked, { screen, open, nowMs: NOW, signal: stop.signal, isFile: false });
  return { ...said, ...outcome };
}

test('all pages are read, also behind an empty one; without more the last ten minutes', async () => {
  group = [event(0, 700), event(1, 500), event(2, 400), event(3, 300), event(4, 200), event(5, 100)];
  expect((await logsOf({})).out).toEqual([1, 2, 3, 4, 5].map((n) => `line ${n}`));
  expect((await logsOf({ since: '20m' })).out).toHaveLength(6);
});

test('--tail reads from the end, and no more pages than it needs', async () => {
  group = Array.from({ length: 100 }, (_, n) => event(n, 1000 - n));
  expect((await logsOf({ tail: 3 })).out).toEqual(['line 97', 'line 98', 'line 99']);
  expect(stub.commandCalls(FilterLogEventsCommand).length).toBeLessThan(6);
});

test('an event of many lines keeps its traceback under --level', async () => {
  const message =
    '2026-11-26 10:39:00 - ERROR - atlasml.utils - Unexpected error\nTraceback (most recent call last):\nValueError: x\n';
  group = [event(1, 60, message), event(2, 50, 'INFO:     10.0.0.1:1 - "GET / HTTP/1.1" 200 OK')];
  expect((await logsOf({ level: 'WARNING' })).out).toEqual(message.trimEnd().split('\n'));
});

test('--follow shows each event once, also one that comes late', async () => {
  group = Array.from({ length: 30 }, (_, n) => event(n, 40 - n));
  const stop = new AbortController();
  const heard = ({ out }: Said) => {
    const last = out.at(-1);
    if (last === 'line 29') group.push(event(30, 2), event(31, 12));
    if (last === 'line 30') group.push(event(32, -4));
    if (last === 'line 32') stop.abort();
  };
  const { out } = await logsOf({ follow: true, tail: 10 }, heard, stop);
  expect(out.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, n) => `line ${20 + n}`));
  expect(out.slice(10).toSorted()).toEqual(['line 30', 'line 31', 'line 32']);
});

test('what AWS refuses is said on the error stream, and is unknown', async () => {
  stub.reset();
  stub.on(FilterLogEventsCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
  expect(await logsOf({})).toMatchObject({ out: [], code: 3, isFailure: true, text: 'The log cannot be read: not authorized' });
});
