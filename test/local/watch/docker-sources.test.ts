import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptSource } from '../../../local/follow/kept-source.ts';
import { openForReading, openStore } from '../../../local/store/open-store.ts';
import { containerSource } from '../../../local/watch/docker-sources.ts';
import {
  breaksOff,
  bytes,
  type EngineAnswer,
  frame,
  json,
  linesSince,
  recordedJson,
  refuse,
  standInEngine,
} from '../../support/recorded-engine.ts';

const NOW = Date.parse('2026-11-26T11:20:00Z');
const WINDOW = { startMs: NOW - 3_600_000, endMs: NOW };
const ALL = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const LOGS = { healthPaths: [], servedPathPrefixes: [] };

const line = (secondsAgo: number, text: string) =>
  frame(`${new Date(NOW - secondsAgo * 1000).toISOString().slice(0, 19)}.000000001Z 2026-11-26 11:19:00 - ${text}\n`);
const error = (secondsAgo: number, text: string) => line(secondsAgo, `ERROR - atlasml.utils - ${text}`);

const since =
  (log: Buffer[]): EngineAnswer =>
  (url, response) =>
    bytes(linesSince(Buffer.concat(log), Number(url.searchParams.get('since'))))(url, response);

/** One folder and one Engine; each run of the monitor reads what the log holds by then. */
async function machine() {
  const now = { id: FIRST as string, gone: [] as string[], logs: {} as Record<string, Buffer[] | EngineAnswer> };
  const inspected = (Id: string) => ({ ...(recordedJson('inspect-healthy.json') as object), Id });
  const byId = (id: string): EngineAnswer => {
    return (url, response) =>
      (now.gone.includes(id) ? refuse(404, `No such container: ${id}`) : json(inspected(id)))(url, response);
  };
  const logOf = (id: string): EngineAnswer => {
    return (url, response) => {
      const log = now.logs[id] ?? [];
      return (typeof log === 'function' ? log : since(log))(url, response);
    };
  };
  const { client } = await standInEngine({
    '/containers/atlasml/json': (url, response) => json(inspected(now.id))(url, response),
    ...Object.fromEntries(
      [FIRST, SECOND].flatMap((id) => [
        [`/containers/${id}/json`, byId(id)],
        [`/containers/${id}/logs`, logOf(id)],
      ]),
    ),
  });
  const directory = mkdtempSync(join(tmpdir(), 'kept-docker-'));
  /** @param times how often the log is asked. */
  const run = async (times = 1) => {
    const store = openStore({ directory, environment: 'test', now: () => NOW });
    const source = containerSource(
      { engine: client, names: { container: 'atlasml', also: [] } as never },
      { store, clock: { now: () => NOW, sleep: async () => {} }, logs: LOGS },
    );
    for (let i = 0; i < times; i++) {
      const stop = new AbortController();
      await source.keepUp({ now: () => NOW, sleep: async () => stop.abort() }, stop.signal);
    }
    const messages = store.logs.read(ALL).map(({ message }) => message.slice(46));
    return { messages, store };
  };
  return { now, run, directory };
}

test('what Docker gives is kept for other commands, and twice the same line twice', async () => {
  const { now, run, directory } = await machine();
  const fine = line(30, 'INFO - atlasml.app - fine');
  now.logs[FIRST] = [fine, error(20, 'boom'), error(20, 'boom'), error(10, 'late'), fine];
  const { messages, store } = await run();
  expect(messages).toEqual(['boom', 'boom', 'late']);
  store.close();
  const query = "filter @message like 'boom' | stats count(*) as times";
  const answer = await keptSource(openForReading(directory, 'test')).query({ query, ...WINDOW });
  expect(answer).toMatchObject({ state: 'complete', rows: [{ times: '2' }] });
});

test('after a restart of the monitor, in order or not, nothing is kept twice and nothing new is left out', async () => {
  const { now, run } = await machine();
  now.logs[FIRST] = [error(20, 'boom'), error(20, 'boom'), error(10, 'late')];
  (await run()).store.close();
  // Another line of the newest moment, one of an earlier moment on the other channel, and one that is newer.
  now.logs[FIRST] = [
    error(20, 'boom'),
    error(20, 'boom'),
    error(20, 'boom'),
    error(15, 'other'),
    error(10, 'late'),
    error(10, 'late'),
  ];
  (await run()).store.close();
  now.logs[FIRST].push(error(5, 'new'));
  const { messages, store } = await run(2);
  expect(messages).toEqual(['boom', 'boom', 'boom', 'other', 'late', 'late', 'new']);
  store.close();
});

test('where the position was not saved, and the log breaks off at the first look, it is the same', async () => {
  const { now, run } = await machine();
  const log = [error(40, 'a'), error(30, 'b'), error(20, 'c'), error(10, 'd')];
  now.logs[FIRST] = log;
  const { store: killed } = await run();
  killed.positions.save('atlasml', { id: FIRST, atNs: '1', keys: [] });
  killed.close();
  let asked = 0;
  now.logs[FIRST] = (url, response) => {
    const isFirst = asked++ === 0;
    return (isFirst ? breaksOff(Buffer.concat(log.slice(0, 2))) : since([...log, error(5, 'e')]))(url, response);
  };
  const { messages, store } = await run(3);
  expect(messages).toEqual(['a', 'b', 'c', 'd', 'e']);
  store.close();
});

test.each([false, true])('a container that was made anew, the one before gone: %s', async (isGone) => {
  const { now, run } = await machine();
  now.logs[FIRST] = [error(40, 'of the first'), error(30, 'alike')];
  (await run()).store.close();
  now.id = SECOND;
  now.gone = isGone ? [FIRST] : [];
  now.logs[FIRST].push(error(29, 'last words'));
  now.logs[SECOND] = [error(30, 'alike'), error(20, 'of the second')];
  (await run()).store.close();
  const { messages, store } = await run();
  const both = ['of the first', 'alike', ...(isGone ? [] : ['last words']), 'of the second'];
  expect(messages.filter((m) => m !== 'alike')).toEqual(both.filter((m) => m !== 'alike'));
  store.close();
});

test('more than the bound of one minute does not take the lines of the next', async () => {
  const { now, run } = await machine();
  now.logs[FIRST] = Array.from({ length: 2_100 }, () => error(300, 'storm'));
  (await run()).store.close();
  now.logs[FIRST].push(error(10, 'new'));
  const { messages, store } = await run();
  expect(messages.length).toBe(2_001);
  expect(messages.at(-1)).toBe('new');
  store.close();
});
