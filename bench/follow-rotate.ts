import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { LogEvent } from '../insights/index.ts';
import { LogFile } from '../local/follow/log-file.ts';
import type { Rotation } from './rotating-writer.ts';

/**
 * `npm run bench:rotate -- [--minutes=10] [--rate=5] [--seed=1] [--modes=create,…]`: another process writes numbered lines, so many MB a
 * second, and rotates the log every second or two in each way that logrotate has. Each line must be told once. Lines may only be missing
 * right before a cut without a copy, and then that must be said.
 */
const option = (name: string, otherwise: string) =>
  process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const LOOK_EACH_MS = 1_000;
const folder = mkdtempSync(join(tmpdir(), 'bench-rotate-'));
const log = join(folder, 'atlasml.log');
writeFileSync(log, '');

let told = new Uint8Array(1 << 20);
let others = 0;
const sink = {
  add(events: readonly LogEvent[]) {
    for (const { message } of events) {
      const number = Number(/ line (\d+) x*$/.exec(message)?.[1] ?? Number.NaN);
      if (Number.isNaN(number)) {
        others++;
        continue;
      }
      if (number >= told.length) {
        const wider = new Uint8Array(2 * Math.max(told.length, number));
        wider.set(told);
        told = wider;
      }
      told[number] = Math.min(255, (told[number] as number) + 1);
    }
  },
  correct() {},
  dropped: (untilMs: number) => void wrong.push(`too much waited: dropped until ${new Date(untilMs).toISOString()}`),
};
const wrong: string[] = [];
const file = new LogFile(log, sink, 'UTC');
const writer = spawn(
  process.execPath,
  [
    join(import.meta.dirname, 'rotating-writer.ts'),
    log,
    ...['minutes', 'rate', 'seed'].map((name, i) => option(name, ['10', '5', '1'][i] as string)),
    ...(option('modes', '') ? [option('modes', '')] : []),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const rotations: Rotation[] = [];
createInterface(writer.stdout).on('line', (text) => rotations.push(JSON.parse(text) as Rotation));
let isOver = false;
const over = new Promise<void>((resolve) =>
  writer.once('close', () => {
    isOver = true;
    resolve();
  }),
);
const beginMs = Date.now();
while (!isOver) {
  file.look(Date.now(), Date.now);
  await Promise.race([setTimeout(LOOK_EACH_MS), over]);
}
file.look(Date.now(), Date.now);
// What was renamed is read until it has not grown for a while.
file.look(Date.now() + 600_000);
const doubts = file.doubtsIn({ startMs: beginMs, endMs: Date.now() + 600_000 });
file.close();
rmSync(folder, { recursive: true });

const lines = rotations.at(-1)?.line ?? 0;
let lost = 0;
let cut = 0;
for (let number = 0; number < lines; number++) {
  if ((told[number] ?? 0) > 1) wrong.push(`line ${number} was told ${told[number]} times, ${behind(number)}`);
  if (told[number]) continue;
  let end = number;
  while (end < lines && !told[end]) end++;
  if (rotations.some(({ mode, line }) => mode === 'truncate' && line === end)) cut += end - number;
  else {
    lost += end - number;
    wrong.push(`lines ${number} to ${end - 1} were not told, ${behind(number)}`);
  }
  number = end;
}
if (cut > 0 && !doubts.some((text) => text.includes('cut short'))) wrong.push('lines were cut away, and nothing was said');
if (others > 0) wrong.push(`${others} texts are no line that was written`);
const seconds = (Date.now() - beginMs) / 1000;
const { user, system } = process.cpuUsage();
for (const text of wrong.slice(0, 40)) console.log(text);
console.log(
  `${seconds.toFixed(0)} s, ${lines} lines, ${rotations.length - 1} rotations, ${cut} lines cut away with a word, ${lost} lost, ${wrong.length} wrong; ` +
    `${((user + system) / 1e6).toFixed(0)} s of the processor, ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB at most`,
);
console.log(
  Object.entries(Object.groupBy(rotations, ({ mode }) => mode))
    .map(([mode, all]) => `${all?.length} ${mode}`)
    .join(', '),
);
process.exit(wrong.length === 0 && rotations.length > 2 ? 0 : 1);

/** Around which rotations a line stands. */
function behind(number: number): string {
  const i = rotations.findIndex(({ line }) => line > number);
  return [rotations[i - 1], rotations[i], rotations[i + 1]].map((r) => r && `${r.mode} at ${r.line}`).join('; ');
}
