import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LogEvent } from '../../../insights/index.ts';
import { ContainerLog, type ContainerLogOptions } from '../../../local/docker/container-log.ts';
import type { EngineError } from '../../../local/docker/engine-error.ts';
import type { ReadPosition } from '../../../local/docker/read-position.ts';
import {
  breaksOff,
  bytes,
  type EngineAnswer,
  frame,
  json,
  linesSince,
  recorded,
  recordedJson,
  refuse,
  standInEngine,
} from '../../support/recorded-engine.ts';

const NOW = Date.parse('2026-11-26T11:20:00Z');
const WINDOW = { startMs: NOW - 300_000, endMs: NOW };
const ID = '49ad9684bfca569e0bc605d861863c7f5120fd6e205f58efa8fe8d5f3774e352';
const OTHER = 'b'.repeat(64);

type Inspected = { Id: string; State: { Running: boolean; StartedAt: string; FinishedAt: string }; Config: { Tty: boolean } };
const container = (change: (i: Inspected) => void = () => {}): unknown => {
  const inspected = structuredClone(recordedJson('inspect-healthy.json')) as Inspected;
  inspected.State.StartedAt = stamp(60);
  change(inspected);
  return inspected;
};
/** The moment of a line, seconds before NOW. */
const stamp = (ago: number, nanoseconds = '000000000') =>
  `${new Date(NOW - ago * 1000).toISOString().slice(0, 19)}.${nanoseconds}Z`;
const line = (ago: number, text: string, nanoseconds?: string) => frame(`${stamp(ago, nanoseconds)} ${text}\n`);

interface Docker {
  inspected: unknown;
  /** The log of each container, by its ID: what stands there now. */
  logs: Record<string, Buffer | EngineAnswer>;
  gone?: string[];
}

/** An Engine whose containers and logs change as a test says; it leaves out what is older than `since`, as Docker does. */
async function docker(now: Docker, options: Partial<ContainerLogOptions> = {}) {
  const inspect: EngineAnswer = (url, response) => json(now.inspected)(url, response);
  const logOf =
    (id: string): EngineAnswer =>
    (url, response) => {
      const log = now.logs[id] ?? Buffer.alloc(0);
      if (typeof log === 'function') log(url, response);
      else bytes(linesSince(log, Number(url.searchParams.get('since'))))(url, response);
    };
  const byId =
    (id: string): EngineAnswer =>
    (url, response) =>
      now.gone?.includes(id)
        ? refuse(404, `No such container: ${id}`)(url, response)
        : json({ ...(now.inspected as object), Id: id })(url, response);
  const answers = Object.fromEntries(
    [ID, OTHER].flatMap((id) => [
      [`/containers/${id}/logs`, logOf(id)],
      [`/containers/${id}/json`, byId(id)],
    ]),
  );
  const { client, asked } = await standInEngine({ ...answers, '/containers/atlasml/json': inspect });
  const events: LogEvent[] = [];
  const sink = { add: (more: readonly LogEvent[]) => void events.push(...more) };
  const log = new ContainerLog(client, 'atlasml', sink, { keepMs: 6 * 3_600_000, ...options });
  return { log, events, asked, messages: () => events.map(({ message }) => message) };
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: EngineError) => [error.fault, error.message],
  );

test.each(['logs-tail40-timestamps.bin', 'api-1.56-logs-tail40-timestamps.bin'])('%s as events', async (name) => {
  const { log, events } = await docker({
    inspected: container(),
    logs: { [ID]: (url, response) => bytes(recorded(name))(url, response) },
  });
  expect(await log.catchUp(NOW)).toBe(true);
  expect(events).toHaveLength(40);
  expect(events[0]).toMatchObject({ logStream: ID.slice(0, 12), message: expect.stringMatching(/INFO/) });
  expect(log.unknownIn(WINDOW)).toBeUndefined();
});

test('goes on where it left off: lines of the same nanosecond are read once, also where two are alike', async () => {
  const now: Docker = { inspected: container(), logs: {} };
  const first = Buffer.concat([line(9, 'a'), line(5, 'same'), line(5, 'same')]);
  now.logs[ID] = first;
  const { log, messages, asked } = await docker(now);
  await log.catchUp(NOW);
  now.logs[ID] = Buffer.concat([first, line(5, 'same'), line(5, 'late'), line(2, 'b')]);
  await log.catchUp(NOW);
  expect(messages()).toEqual(['a', 'same', 'same', 'same', 'late', 'b']);
  const [begin, again] = asked
    .filter((path) => path.includes('/logs'))
    .map((path) => new URL(path, 'http://x').searchParams.get('since'));
  expect(Number(begin)).toBe((NOW - 6 * 3_600_000) / 1000);
  expect(again).toBe(`${(NOW - 6000) / 1000}.000000000`);
  expect(log.unknownIn(WINDOW)).toBeUndefined();
});

test('follows until the container ends, and reads on when it runs again', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'before') } };
  const { log, messages } = await docker(now);
  await log.catchUp(NOW);
  now.logs[ID] = (_url, response) => {
    response.writeHead(200).write(Buffer.concat([line(9, 'before'), line(3, 'served')]));
    void setTimeout(5).then(() => response.end(line(2, 'last words')));
  };
  await log.follow(() => NOW, new AbortController().signal);
  now.logs[ID] = Buffer.concat([line(9, 'before'), line(3, 'served'), line(2, 'last words'), line(1, 'started')]);
  await log.catchUp(NOW);
  expect(messages()).toEqual(['before', 'served', 'last words', 'started']);
});

test('lines that Docker sends again to who follows, when it rotates the log, are counted once', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'before') } };
  const { log, messages } = await docker(now);
  await log.catchUp(NOW);
  const last = line(3, 'last of its file', '380517093');
  const next = line(2, 'next', '080517093');
  const lines = [last, last, next, last, next, line(2, 'alike', '080517000'), line(2, 'alike', '080517000')];
  now.logs[ID] = bytes(Buffer.concat(lines));
  await log.follow(() => NOW, new AbortController().signal);
  expect(messages()).toEqual(['before', 'last of its file', 'next', 'alike', 'alike']);
});

test('a stop of the monitor ends what is followed without an error', async () => {
  const stop = new AbortController();
  const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'before') } };
  const { log, messages } = await docker(now);
  await log.catchUp(NOW);
  now.logs[ID] = (_url, response) => {
    response.writeHead(200).write(line(3, 'served'), () => void setTimeout(20).then(() => stop.abort()));
  };
  await log.follow(() => NOW, stop.signal);
  expect(messages()).toEqual(['before', 'served']);
});

test('a connection that breaks off within a frame loses nothing: it is unknown until it is read again', async () => {
  const whole = Buffer.concat([line(9, 'one'), line(8, 'two')]);
  const now: Docker = { inspected: container(), logs: { [ID]: breaksOff(whole.subarray(0, whole.length - 3)) } };
  const { log, messages } = await docker(now);
  expect((await failure(log.catchUp(NOW)))?.[0]).toBe('garbled');
  expect(log.unknownIn(WINDOW)).toMatch(/broke off/);
  now.logs[ID] = whole;
  await log.catchUp(NOW);
  expect(messages()).toEqual(['one', 'two']);
  expect(log.unknownIn(WINDOW)).toBeUndefined();
});

test('a log that was rotated faster than it was read is not known between, and known after it', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: Buffer.concat([line(200, 'a'), line(190, 'b')]) } };
  const { log } = await docker(now);
  await log.catchUp(NOW);
  now.logs[ID] = Buffer.concat([line(100, 'y'), line(90, 'z')]);
  await log.catchUp(NOW);
  expect(log.unknownIn(WINDOW)).toBe(
    'the log of the container was rotated or emptied before all of it was read: lines are missing (11:16:50 to 11:18:20 UTC)',
  );
  expect(log.unknownIn({ startMs: NOW - 95_000, endMs: NOW })).toBeUndefined();
});

test('what did not go away with a rotation is counted once, however often it comes again', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: Buffer.concat([line(5, 'a'), line(4.5, 'b')]) } };
  const { log, messages } = await docker(now);
  await log.catchUp(NOW);
  // The first was rotated away meanwhile; the others lie within the overlap, and come with each answer.
  now.logs[ID] = Buffer.concat([line(4.5, 'b'), line(4.2, 'c')]);
  await log.catchUp(NOW);
  await log.catchUp(NOW);
  expect(messages()).toEqual(['a', 'b', 'c']);
});

test('a container that is made anew under its name: the old one is read to its end, then the new one', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'old') } };
  const { log, events } = await docker(now);
  await log.catchUp(NOW);
  now.inspected = container((i) => Object.assign(i, { Id: OTHER }));
  now.logs = { [ID]: Buffer.concat([line(9, 'old'), line(8, 'last words')]), [OTHER]: line(1, 'new') };
  await log.catchUp(NOW);
  expect(events.map(({ message, logStream }) => [message, logStream])).toEqual([
    ['old', ID.slice(0, 12)],
    ['last words', ID.slice(0, 12)],
    ['new', OTHER.slice(0, 12)],
  ]);
  expect(log.doubtsIn(WINDOW)).toEqual([]);
});

test('one that was removed meanwhile leaves a doubt; not where it was followed to its end', async () => {
  const remade = (now: Docker) => {
    now.inspected = container((i) => Object.assign(i, { Id: OTHER }));
    now.gone = [ID];
  };
  for (const isFollowed of [true, false]) {
    const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'old') } };
    const { log } = await docker(now);
    await log.catchUp(NOW);
    if (isFollowed) await log.follow(() => NOW, new AbortController().signal);
    remade(now);
    await log.catchUp(NOW);
    expect(log.unknownIn(WINDOW)).toBeUndefined();
    expect(log.doubtsIn(WINDOW)).toEqual(
      isFollowed ? [] : [expect.stringMatching(/what the old one logged last may be missing/)],
    );
  }
});

test('of a container that has ended the log is read once', async () => {
  const ended = container((i) => Object.assign(i.State, { Running: false, FinishedAt: stamp(5) }));
  const { log, messages, asked } = await docker({ inspected: ended, logs: { [ID]: line(9, 'last words') } });
  expect(await log.catchUp(NOW)).toBe(false);
  expect(await log.catchUp(NOW)).toBe(false);
  expect(messages()).toEqual(['last words']);
  expect(asked.filter((path) => path.includes('/logs'))).toHaveLength(1);
});

test('the monitor starts anew: it reads back, and knows whether anything was rotated away since', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: Buffer.concat([line(200, 'a'), line(190, 'b')]) } };
  const before = await docker(now);
  await before.log.catchUp(NOW);
  const position = before.log.position as ReadPosition;
  expect(position).toMatchObject({ id: ID, keys: [expect.not.stringContaining('b ')] });

  now.logs[ID] = Buffer.concat([line(200, 'a'), line(190, 'b'), line(100, 'y')]);
  const after = await docker(now, { position });
  await after.log.catchUp(NOW);
  expect(after.messages()).toEqual(['a', 'b', 'y']);
  expect(after.log.unknownIn(WINDOW)).toBeUndefined();

  now.logs[ID] = line(100, 'y');
  const rotated = await docker(now, { position });
  await rotated.log.catchUp(NOW);
  expect(rotated.log.unknownIn(WINDOW)).toMatch(/lines are missing \(11:16:50 to 11:18:20 UTC\)/);

  now.inspected = container((i) => Object.assign(i, { Id: OTHER }));
  now.gone = [ID];
  const remade = await docker(now, { position });
  await remade.log.catchUp(NOW);
  expect(remade.log.doubtsIn({ startMs: NOW - 6 * 3_600_000, endMs: NOW })).toEqual([expect.stringMatching(/may be missing/)]);
});

// biome-ignore format: a row reads as a row
test.each([
  ['a driver that gives nothing back', refuse(501, 'configured logging driver does not support reading'), 'no-log', 'the log driver of the container gives nothing back to read'],
  ['the same, as newer Engines say it', refuse(500, 'configured logging driver does not support reading'), 'no-log', 'gives nothing back'],
  ['HTTP 500', refuse(500, 'open /var/lib/docker/x: no such file'), 'refused', 'Docker answers HTTP 500: open /var/lib'],
  ['garbage', bytes('<html>'.repeat(9)), 'garbled', 'its frames cannot be read'],
  ['half a frame', bytes(frame('2026-11-26T11:19:00Z x\n').subarray(0, 12)), 'garbled', 'breaks off within a line'],
] as const)('%s is unknown, and says why', async (_title, answer, fault, says) => {
  const { log } = await docker({ inspected: container(), logs: { [ID]: answer } });
  expect(await failure(log.catchUp(NOW))).toEqual([fault, expect.stringContaining(says)]);
  expect(log.failed?.fault).toBe(fault);
  expect(log.unknownIn(WINDOW)).toContain(says);
});

test('a log that begins long after its container started may have been rotated: a note', async () => {
  const inspected = container((i) => Object.assign(i.State, { StartedAt: stamp(144) }));
  const { log } = await docker({ inspected, logs: { [ID]: line(10, 'first') } });
  await log.catchUp(NOW);
  expect(log.unknownIn(WINDOW)).toBeUndefined();
  expect(log.doubtsIn(WINDOW)).toEqual([expect.stringMatching(/may have been rotated away \(11:17:36 to 11:19:50 UTC\)/)]);
  expect(log.doubtsIn({ startMs: NOW - 5_000, endMs: NOW })).toEqual([]);
});

test('AtlasML’s clock is told by Docker’s', async () => {
  const lines = [5, 4, 3].map((ago) =>
    line(
      ago,
      `${stamp(ago - 3600)
        .slice(0, 19)
        .replace('T', ' ')} - INFO - atlasml.app - x`,
    ),
  );
  const { log, events } = await docker({ inspected: container(), logs: { [ID]: Buffer.concat(lines) } });
  await log.catchUp(NOW);
  expect(log.clock?.offsetMs).toBe(3_600_000);
  expect(events[0]?.timestamp).toBe(NOW - 5000);
});
