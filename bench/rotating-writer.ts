import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
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

/** What this process says of each rotation, a line of JSON: how, and the number of the first line behind it. */
export interface Rotation {
  mode: (typeof MODES)[number];
  line: number;
}

/** As logrotate does it (https://man7.org/linux/man-pages/man8/logrotate.8.html), and a cut without a copy, of which lines are lost. */
const MODES = [
  'create',
  'copytruncate',
  'dateext',
  'compress',
  'late reopen',
  'missing',
  'twice at once',
  'deleted',
  'truncate',
] as const;
const STEP_MS = 20;
const MOST_KEPT = 6;
const MOST_AT_ONCE = 2_000_000;

const [log = '', minutes = '1', rate = '5', seed = '1', modes = MODES.join()] = process.argv.slice(2);
const random = seeded(Number(seed));
const chosen = MODES.filter((mode) => modes.split(',').includes(mode));
let fd = openSync(log, 'a');
let line = 0;
let bytes = 0;
let rotateMs = Date.now() + 2_000;
const beginMs = Date.now();
while (Date.now() < beginMs + Number(minutes) * 60_000) {
  const due = (Date.now() - beginMs) * Number(rate) * 1_000;
  // Who was kept from running does not write all at once: more than 48 MiB that wait are not read.
  bytes = Math.max(bytes, due - MOST_AT_ONCE);
  write(due - bytes);
  if (Date.now() >= rotateMs) {
    await rotate(chosen[Math.floor(random() * chosen.length)] as Rotation['mode']);
    rotateMs = Date.now() + 300 + random() * 3_000;
  }
  await setTimeout(STEP_MS);
}
process.stdout.write(`${JSON.stringify({ mode: 'end', line })}\n`);

/** Whole lines, so many bytes, in pieces that are cut anywhere. */
function write(least: number): void {
  let text = '';
  while (text.length < least) {
    const at = new Date().toISOString().slice(0, 19).replace('T', ' ');
    text += `${at} - INFO - atlasml.app - 🔄 line ${line++} ${'x'.repeat(line % 70)}\n`;
  }
  const all = Buffer.from(text);
  for (let from = 0; from < all.length; ) {
    const to = Math.min(all.length, from + 1 + Math.floor(random() * 200_000));
    writeSync(fd, all, from, to - from);
    from = to;
  }
  bytes += all.length;
}

async function rotate(mode: Rotation['mode']): Promise<void> {
  process.stdout.write(`${JSON.stringify({ mode, line })}\n`);
  if (mode === 'copytruncate') {
    shift();
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  } else if (mode === 'truncate') truncateSync(log);
  else if (mode === 'deleted') {
    rmSync(log);
    reopen();
  } else if (mode === 'dateext') {
    renameSync(log, `${log}-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}${line}`);
    reopen();
  } else {
    shift();
    renameSync(log, `${log}.1`);
    if (mode === 'late reopen') await late();
    if (mode === 'missing') await setTimeout(2_500);
    reopen();
    if (mode === 'twice at once') {
      write(50_000);
      shift();
      renameSync(log, `${log}.1`);
      reopen();
    }
  }
  // Of logrotate's `delaycompress`: what was read long ago is packed.
  if (mode === 'compress' && existsSync(`${log}.4`)) {
    writeFileSync(`${log}.4.gz`, gzipSync(readFileSync(`${log}.4`), { level: 1 }));
    rmSync(`${log}.4`);
  }
  const dated = readdirSync(dirname(log)).filter((name) => name.startsWith(`${basename(log)}-`));
  for (const old of dated.sort().slice(0, -MOST_KEPT)) rmSync(join(dirname(log), old));
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
    for (const packed of ['', '.gz'])
      if (existsSync(`${log}.${n}${packed}`)) {
        if (n === MOST_KEPT) rmSync(`${log}.${n}${packed}`);
        else renameSync(`${log}.${n}${packed}`, `${log}.${n + 1}${packed}`);
      }
}
