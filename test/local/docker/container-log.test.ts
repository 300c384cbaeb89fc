import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { breaksOff, bytes, recorded } from '../../support/recorded-engine.ts';
import { container, type Docker, docker, failure, ID, line, NOW, OTHER, stamp, WINDOW } from './docker-of-lines.ts';

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
  // One nanosecond in a thousand ends in three zeros.
  const next = line(2, 'next', '080517000');
  now.logs[ID] = bytes(Buffer.concat([last, last, next, last, next]));
  await log.follow(() => NOW, new AbortController().signal);
  expect(messages()).toEqual(['before', 'last of its file', 'next']);
});

test('lines that are alike in one microsecond of journald, which knows no shorter time, are all counted', async () => {
  const now: Docker = { inspected: container(), logs: { [ID]: line(9, 'before', '000001000') } };
  const { log, messages } = await docker(now);
  await log.catchUp(NOW);
  now.logs[ID] = bytes(Buffer.concat([line(2, 'alike', '080517000'), line(2, 'alike', '080517000')]));
  await log.follow(() => NOW, new AbortController().signal);
  expect(messages()).toEqual(['before', 'alike', 'alike']);
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
