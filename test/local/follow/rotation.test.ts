import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LogFile, type LogSink } from '../../../local/follow/log-file.ts';
import { following, line, NOON, request } from './rotating.ts';
import { AllEvents } from './support.ts';

test('U63: the file under the name is new and longer than the old one was: it is read from its begin', () => {
  const { path, look, rotate } = following();
  writeFileSync(path, [1, 2, 3, 4, 5, 6].map((n) => line(NOON, `old ${n}`)).join(''));
  look(NOON);
  rotate();
  const bad = [line(NOON, 'first', 'ERROR'), line(NOON, 'second', 'CRITICAL')];
  writeFileSync(path, `${bad.join('')}${Array.from({ length: 50 }, (_, n) => line(NOON, `new ${n}`)).join('')}`);
  expect(look(NOON + 1_000).slice(6, 9)).toEqual([...bad.map((l) => l.trim()), line(NOON, 'new 0').trim()]);
  expect(look(NOON + 2_000)).toHaveLength(58);
});

test.each([
  ['is empty then', ''],
  ['has grown again', line(NOON, 'after')],
  ['is longer than before', Array.from({ length: 9_000 }, (_, n) => line(NOON, `after ${n}`)).join('')],
])('a log that is copied and cut short while it is read, and %s, is told whole', (_how, after) => {
  const path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'atlasml.log');
  const lines = Array.from({ length: 8_000 }, (_, n) => line(NOON, `line ${n}`));
  writeFileSync(path, lines[0] as string);
  const all = new AllEvents();
  let isCut = false;
  const cutting: LogSink = {
    correct() {},
    dropped() {},
    add(events) {
      all.add(events);
      if (isCut || all.events.length === 1) return;
      isCut = true;
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, after);
      const soon = Date.now() / 1000 + 1;
      utimesSync(path, soon, soon);
    },
  };
  const file = new LogFile(path, cutting, 'UTC');
  file.look(NOON);
  appendFileSync(path, lines.slice(1).join(''));
  file.look(NOON);
  expect(all.events.length).toBeLessThan(8_000);
  file.look(NOON + 1_000);
  expect(all.events.map(({ message }) => `${message}\n`)).toEqual([...lines, ...(after.match(/.*\n/g) ?? [])]);
  expect(file.doubtsIn({ startMs: NOON, endMs: NOON + 1_000 })).toEqual([]);
  file.close();
});

test('a look that takes half a minute gives the lines of that time their own seconds', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'atlasml.log');
  const all = new AllEvents();
  const file = new LogFile(path, all, 'UTC');
  writeFileSync(path, line(NOON, 'first'));
  file.look(NOON);
  appendFileSync(path, line(NOON + 1_000, 'old').repeat(5_000));
  renameSync(path, `${path}.1`);
  writeFileSync(path, '');
  let nowMs = NOON + 2_000;
  const take = all.add.bind(all);
  all.add = (events) => {
    take(events);
    // The old file is read, the new one is not yet.
    if (nowMs === NOON + 2_000) appendFileSync(path, line(NOON + 31_000, 'new'));
    nowMs = NOON + 32_000;
  };
  file.look(nowMs, () => nowMs);
  file.close();
  expect(all.events).toHaveLength(5_002);
  expect(all.events.at(-1)).toEqual({ timestamp: NOON + 31_000, message: line(NOON + 31_000, 'new').trim() });
});

/** So many requests in five minutes, a look each minute, and something that is done to the file in between. */
async function played(requests: number, status: number, change: (path: string, second: number) => void) {
  const play = following();
  writeFileSync(play.path, '');
  play.look(NOON);
  let written = 0;
  for (let second = 1; second <= 295; second++) {
    const ms = NOON + second * 1_000;
    if (Math.floor((second * requests) / 295) > written) {
      appendFileSync(play.path, request(ms, status));
      written++;
    }
    change(play.path, second);
    if (second % 60 === 0) play.look(ms);
  }
  return { written, seen: await play.check(NOON + 297_000) };
}

describe('each request is counted', () => {
  test('of a log that is renamed each 45 s and looked at each minute', async () => {
    let n = 0;
    const { written, seen } = await played(106, 200, (path, second) => {
      if (second % 45 !== 0) return;
      for (let i = n++; i > 0; i--) renameSync(`${path}.${i}`, `${path}.${i + 1}`);
      renameSync(path, `${path}.1`);
      writeFileSync(path, '');
    });
    expect({ written, counted: seen.counts?.requests['2xx'], notes: seen.notes }).toEqual({
      written: 106,
      counted: 106,
      notes: [],
    });
  });

  test('of a log that is copied and cut short each 45 s', async () => {
    let n = 0;
    const { written, seen } = await played(49, 500, (path, second) => {
      if (second % 45 !== 0) return;
      for (let i = n++; i > 0; i--) renameSync(`${path}.${i}`, `${path}.${i + 1}`);
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
    });
    expect({ written, counted: seen.counts?.serverErrors, notes: seen.notes }).toEqual({ written: 49, counted: 49, notes: [] });
  });

  test('of a log that is renamed every 300 lines, whatever its files are called', () => {
    const { path, look, rotate } = following();
    writeFileSync(path, '');
    const want: string[] = [];
    let told: string[] = [];
    for (let n = 0; n < 6_000; n++) {
      const text = line(NOON, `ü 🔄 ${n}`);
      appendFileSync(path, text);
      want.push(text.trim());
      if (n % 300 === 299) {
        rotate(`${path}-20261126-${n}`);
        writeFileSync(path, '');
      }
      if (n % 701 === 0) told = look(NOON + n);
    }
    told = look(NOON + 6_001);
    expect(told).toEqual(want);
  });
});

test('a log that is cut short without a copy: what was read is kept, and that something may be missing is said', async () => {
  const { path, look, check } = following();
  writeFileSync(path, request(NOON));
  look(NOON + 1_000);
  appendFileSync(path, request(NOON + 2_000));
  writeFileSync(path, request(NOON + 3_000).repeat(3));
  const seen = await check(NOON + 10_000);
  expect(seen.counts?.requests['2xx']).toBe(4);
  expect(seen.notes).toEqual([
    expect.stringMatching(/^the log file was cut short, .* may be missing \(12:00:01 to 12:00:10 UTC\)$/),
  ]);
});

test('a link that is set to another file, and back, doubles nothing', () => {
  const { path, look } = following();
  const link = (to: string) => {
    rmSync(path, { force: true });
    symlinkSync(`${path}-${to}`, path);
  };
  const add = (to: string, text: string) => appendFileSync(`${path}-${to}`, line(NOON, text));
  add('blue', 'blue 1');
  link('blue');
  look(NOON);
  add('green', 'green 1');
  add('blue', 'blue 2');
  link('green');
  look(NOON + 1_000);
  add('green', 'green 2');
  look(NOON + 600_000);
  add('blue', 'blue 3');
  link('blue');
  const told = look(NOON + 601_000).map((text) => text.slice(-7).trim());
  expect(told).toEqual(['blue 1', 'blue 2', 'green 1', 'green 2', 'blue 3']);
});

test('who goes on writing into the renamed file is heard', () => {
  const { path, look, rotate } = following();
  const fd = openSync(path, 'a');
  writeSync(fd, line(NOON, 'before'));
  look(NOON);
  rotate();
  writeFileSync(path, '');
  look(NOON + 1_000);
  for (let minute = 1; minute <= 5; minute++) {
    writeSync(fd, line(NOON + minute * 60_000, `late ${minute}`));
    look(NOON + minute * 60_000);
  }
  expect(look(NOON + 301_000)).toHaveLength(6);
});
