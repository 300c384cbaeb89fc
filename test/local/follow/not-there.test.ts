import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { following, NOON, request } from './rotating.ts';

test('a log that is not there is unknown and waited for', async () => {
  const { path, check } = following();
  expect((await check(NOON)).unknown).toContain('atlasml.log is not there since 12:00:00 UTC: waiting for it');
  writeFileSync(path, request(NOON + 30_000));
  const seen = await check(NOON + 60_000);
  expect(seen.unknown).toBeUndefined();
  expect(seen.counts?.requests['2xx']).toBe(1);
  expect(seen.notes).toContain('the log file was not there (12:00:00 to 12:01:00 UTC)');
  rmSync(path);
  expect((await check(NOON + 120_000)).unknown).toContain('is not there since 12:02:00 UTC');
  writeFileSync(path, request(NOON + 150_000));
  expect((await check(NOON + 180_000)).counts?.requests['2xx']).toBe(2);
  expect((await check(NOON + 900_000)).notes).toEqual([]);
});

test('a folder under the name is unknown, with the reason', async () => {
  const { path, check } = following();
  mkdirSync(path);
  expect((await check(NOON)).unknown).toContain('atlasml.log is a directory, no file');
});

test('a log that is being rotated right now, and has no name for an instant, is known until then', async () => {
  const { path, look, check, rotate } = following();
  writeFileSync(path, request(NOON));
  look(NOON + 59_500);
  rotate();
  const seen = await check(NOON + 60_000);
  expect(seen.unknown).toBeUndefined();
  expect(seen.counts?.requests['2xx']).toBe(1);
  expect((await check(NOON + 120_000)).unknown).toContain('is not there since 12:01:00 UTC');
});
