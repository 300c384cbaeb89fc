import {
  appendFileSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
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
import { checkLogs, windowAt } from '../../../functions/check-logs/check.ts';
import { LogFile, type LogSink } from '../../../local/follow/log-file.ts';
import type { SecondsOptions } from '../../../local/follow/log-seconds.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { StillClock } from '../../support/fakes.ts';
import { AllEvents, follow } from './support.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const line = (ms: number, text: string, level = 'INFO') => `${stamp(ms)} - ${level} - atlasml.app - ${text}\n`;
const request = (ms: number, status = 200) =>
  `${line(ms, '🔄 POST /api/v1/competency/suggest')}${line(ms, `📤 Response: ${status} (took 0.300s)`)}` +
  `INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" ${status} OK\n`;

/** A log in a folder of its own, and who follows it. */
function following(room?: Partial<SecondsOptions>) {
  const path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'atlasml.log');
  // Files are written now, lines at noon: without the zone that is taken for a clock of another one.
  let nowMs = NOON;
  const { read, source } = follow(path, () => nowMs, 'UTC', room);
  const look = (ms: number) => read(ms).map(({ message }) => message);
  const check = (ms: number, minutes = 5) => {
    nowMs = ms;
    return checkLogs(LOGS, windowAt(ms, 1, minutes * 60_000), { source, clock: new StillClock(ms) });
  };
  return { path, look, check, rotate: (name = `${path}.1`) => renameSync(path, name) };
}

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

test('who does not append leaves zeros where the file was cut short: they are no text', () => {
  const { path, look } = following();
  const fd = openSync(path, 'w');
  writeSync(fd, line(NOON, 'before').repeat(100));
  look(NOON);
  ftruncateSync(fd);
  writeSync(fd, line(NOON, 'after'));
  expect(look(NOON + 1_000).slice(100)).toEqual([line(NOON, 'after').trim()]);
});

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

test.each([
  ['utf8', '' as const],
  ['utf16le', '\ufeff' as const],
])('characters cut anywhere between two looks are whole: %s', (encoding, mark) => {
  const { path, look } = following();
  const texts = Array.from({ length: 12 }, (_, n) => line(NOON, `ü 🔄 語 ${n}`));
  const bytes = Buffer.from(mark + texts.join(''), encoding as BufferEncoding);
  writeFileSync(path, bytes.subarray(0, 700));
  let told = look(NOON);
  for (let at = 700; at < bytes.length; at++) {
    appendFileSync(path, bytes.subarray(at, at + 1));
    told = look(NOON + at);
  }
  expect(told).toEqual(texts.map((text) => text.trim()));
});

describe('a start right after the log was rotated', () => {
  const begun = (path: string) => follow(path, () => NOON + 120_000, 'UTC').read(NOON + 120_000);

  test('reads the file that was renamed, and the one before it', () => {
    const { path } = following();
    writeFileSync(`${path}.2`, line(NOON, 'first'));
    writeFileSync(`${path}.1`, line(NOON + 1_000, 'second') + line(NOON + 2_000, 'third'));
    writeFileSync(path, line(NOON + 3_000, 'fourth'));
    expect(begun(path).map(({ message }) => message.split(' - ').at(-1))).toEqual(['first', 'second', 'third', 'fourth']);
  });

  test('reads no copy of the file that goes on, and none that was written long before', () => {
    const { path } = following();
    writeFileSync(path, line(NOON, 'one') + line(NOON, 'two'));
    copyFileSync(path, `${path}.1`);
    appendFileSync(path, line(NOON, 'three'));
    writeFileSync(`${path}.2`, line(NOON, 'old'));
    utimesSync(`${path}.2`, NOON / 1000 - 86_400, NOON / 1000 - 86_400);
    expect(begun(path)).toHaveLength(3);
  });
});
