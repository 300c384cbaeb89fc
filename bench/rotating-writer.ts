import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { seeded } from './corpus-like.ts';
import { type Generation, type Gone, textOf } from './rotation-judge.ts';

/** As logrotate does it (https://man7.org/linux/man-pages/man8/logrotate.8.html), and a cut without a copy, of which lines are lost. */
const MODES = [
  'create',
  'copytruncate',
  'copytruncate while written',
  'dateext',
  'compress',
  'late reopen',
  'missing',
  'twice at once',
  'deleted',
  'truncate',
] as const;
type Mode = (typeof MODES)[number];
const STEP_MS = 20;
const MOST_KEPT = 6;
const LF = 10;
const MOST_AT_ONCE = 2_000_000;

const [log = '', minutes = '1', rate = '5', seed = '1', modes = MODES.join()] = process.argv.slice(2);
const random = seeded(Number(seed));
const chosen = MODES.filter((mode) => modes.split(',').includes(mode));
let fd = openSync(log, 'a');
let line = 0;
let bytes = 0;
/** Which generation, by the line behind it, lies under a name beside the log. */
const beside = new Map<string, number>();
let fromMs = Date.now();
let rotateMs = fromMs + 2_000;
const beginMs = fromMs;
while (Date.now() < beginMs + Number(minutes) * 60_000) {
  const due = (Date.now() - beginMs) * Number(rate) * 1_000;
  // Who was kept from running does not write all at once: more than 48 MiB that wait are not read.
  bytes = Math.max(bytes, due - MOST_AT_ONCE);
  write(due - bytes);
  if (Date.now() >= rotateMs) {
    await rotate(chosen[Math.floor(random() * chosen.length)] as Mode);
    rotateMs = Date.now() + 300 + random() * 3_000;
  }
  await setTimeout(STEP_MS);
}
say('end');

/** What this generation was, right before it ends. */
function say(mode: Mode | 'end', notCopied?: number): void {
  const generation: Generation = { mode, line, fromMs, toMs: Date.now(), ...(notCopied !== undefined && { notCopied }) };
  process.stdout.write(`${JSON.stringify(generation)}\n`);
}

/** A name beside the log is taken away, or what is in it was packed. */
function sayGone(path: string): void {
  const gone: Gone = { gone: beside.get(path) ?? -1, atMs: Date.now() };
  process.stdout.write(`${JSON.stringify(gone)}\n`);
  beside.delete(path);
}

/** Whole lines, so many bytes. */
function text(least: number): Buffer {
  let all = '';
  while (all.length < least) all += `${new Date().toISOString().slice(0, 19).replace('T', ' ')}${textOf(line++)}\n`;
  return Buffer.from(all);
}

/** Whole lines, so many bytes, in pieces that are cut anywhere. */
function write(least: number): void {
  const all = text(least);
  for (let from = 0; from < all.length; ) {
    const to = Math.min(all.length, from + 1 + Math.floor(random() * 200_000));
    writeSync(fd, all, from, to - from);
    from = to;
  }
  bytes += all.length;
}

async function rotate(mode: Mode): Promise<void> {
  if (mode === 'copytruncate') {
    say(mode);
    shift();
    beside.set(`${log}.1`, line);
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  } else if (mode === 'copytruncate while written') await copyWhileWritten();
  else if (mode === 'truncate') {
    say(mode);
    truncateSync(log);
  } else if (mode === 'deleted') {
    say(mode);
    rmSync(log);
    reopen();
  } else if (mode === 'dateext') {
    say(mode);
    const path = `${log}-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}${line}`;
    renameSync(log, path);
    beside.set(path, line);
    reopen();
  } else {
    shift();
    renameSync(log, `${log}.1`);
    if (mode === 'late reopen') await late();
    if (mode === 'missing') await setTimeout(2_500);
    say(mode);
    beside.set(`${log}.1`, line);
    reopen();
    if (mode === 'twice at once') {
      write(50_000);
      say(mode);
      shift();
      renameSync(log, `${log}.1`);
      beside.set(`${log}.1`, line);
      reopen();
    }
  }
  fromMs = Date.now();
  // Of logrotate's `delaycompress`: what was read long ago is packed.
  if (mode === 'compress' && existsSync(`${log}.4`)) {
    sayGone(`${log}.4`);
    writeFileSync(`${log}.4.gz`, gzipSync(readFileSync(`${log}.4`), { level: 1 }));
    rmSync(`${log}.4`);
  }
  const dated = readdirSync(dirname(log)).filter((name) => name.startsWith(`${basename(log)}-`));
  for (const old of dated.sort().slice(0, -MOST_KEPT)) {
    sayGone(join(dirname(log), old));
    rmSync(join(dirname(log), old));
  }
}

/** Who writes does not wait for the copy. What comes behind its end, and is cut away, has nobody: not even whole lines are kept apart. */
async function copyWhileWritten(): Promise<void> {
  shift();
  const from = openSync(log, 'r');
  const to = openSync(`${log}.1`, 'w');
  const piece = Buffer.alloc(256 << 10);
  const copy = () => {
    for (let n = readSync(from, piece); n > 0; n = readSync(from, piece)) writeSync(to, piece, 0, n);
  };
  for (let i = 0; i < 10; i++) {
    copy();
    write(10_000);
    await setTimeout(STEP_MS);
  }
  let notCopied = line;
  const last = text(3_000);
  const end = Math.floor(random() * last.length);
  notCopied += last.subarray(0, end).filter((byte) => byte === LF).length;
  writeSync(fd, last, 0, end);
  copy();
  writeSync(fd, last, end);
  bytes += last.length;
  await setTimeout(STEP_MS);
  say('copytruncate while written', notCopied);
  beside.set(`${log}.1`, line);
  truncateSync(log);
  closeSync(from);
  closeSync(to);
}

/** The new file is there, and it is told late of it. */
async function late(): Promise<void> {
  writeFileSync(log, '');
  for (let i = 0; i < 40; i++) {
    write(20_000);
    await setTimeout(STEP_MS);
  }
}

function reopen(): void {
  closeSync(fd);
  fd = openSync(log, 'a');
}

function shift(): void {
  for (let n = MOST_KEPT; n > 0; n--)
    for (const packed of ['', '.gz']) {
      const path = `${log}.${n}${packed}`;
      if (!existsSync(path)) continue;
      if (n === MOST_KEPT) {
        if (packed === '') sayGone(path);
        rmSync(path);
        continue;
      }
      renameSync(path, `${log}.${n + 1}${packed}`);
      const held = beside.get(path);
      if (held !== undefined) beside.set(`${log}.${n + 1}`, held);
    }
}
