import { expect, test } from 'vitest';
import type { ReadPosition } from '../../../local/docker/read-position.ts';
import { bytes, frame, refuse } from '../../support/recorded-engine.ts';
import { container, type Docker, docker, failure, ID, line, NOW, OTHER, stamp, WINDOW } from './docker-of-lines.ts';

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
