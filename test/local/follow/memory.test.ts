import { appendFileSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { following, NOON, request } from './rotating.ts';

describe('memory is limited', () => {
  test('what was dropped for it makes the windows that need it unknown, and no others', async () => {
    const { path, look, check } = following({ mostBytes: 100_000 });
    writeFileSync(path, '');
    look(NOON);
    for (let second = 0; second < 600; second += 2) {
      appendFileSync(path, request(NOON + second * 1_000));
      look(NOON + second * 1_000);
    }
    expect((await check(NOON + 600_000)).unknown).toMatch(/of this time what was logged until 12:0\d:\d\d UTC is not in memory/);
    const near = await check(NOON + 600_000, 1);
    expect(near.counts?.requests['2xx']).toBe(30);
  });

  test('of a file of any size the newest part is read, from a whole line on', async () => {
    const { path, look, check } = following();
    const fd = openSync(path, 'w');
    // Most of the file is a hole: it has 600 MB, and takes no room.
    ftruncateSync(fd, 600_000_000);
    writeSync(fd, '\n', 599_000_000);
    let at = 599_000_001;
    for (let second = 0; second < 300; second++) at += writeSync(fd, request(NOON + second * 1_000), at);
    ftruncateSync(fd, at);
    expect(look(NOON + 300_000)).toHaveLength(900);
    expect((await check(NOON + 300_000, 4)).counts?.requests['2xx']).toBe(240);
  });
});
