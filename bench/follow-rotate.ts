import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { LogEvent } from '../insights/index.ts';
import { LogFile } from '../local/follow/log-file.ts';
import { type Generation, type Gone, judge, type Look, numberOf } from './rotation-judge.ts';

/**
 * `npm run bench:rotate -- [--minutes=10] [--rate=5] [--seed=1] [--modes=create,…]`: another process writes numbered lines, so many MB a
 * second, and rotates the log every second or two in each way that logrotate has. Each line must be told once. Lines may only be missing
 * right before a cut, where no copy has them, and then that must be said; and of a file that was made and gone between two looks.
 */
const option = (name: string, otherwise: string) =>
  process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const LOOK_EACH_MS = 1_000;
const folder = mkdtempSync(join(tmpdir(), 'bench-rotate-'));
const log = join(folder, 'atlasml.log');
writeFileSync(log, '');

let told = new Uint8Array(1 << 20);
const others: string[] = [];
const looks: Look[] = [];
const sink = {
  add(events: readonly LogEvent[]) {
    for (const { message } of events) {
      const number = numberOf(message);
      if (number === undefined) {
        others.push(message);
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
const generations: Generation[] = [];
createInterface(writer.stdout).on('line', (text) => {
  const said = JSON.parse(text) as Generation | Gone;
  if ('mode' in said) generations.push(said);
  else for (const generation of generations) if (generation.line === said.gone) generation.goneMs = said.atMs;
});
let isOver = false;
const over = new Promise<void>((resolve) =>
  writer.once('close', () => {
    isOver = true;
    resolve();
  }),
);
const beginMs = Date.now();
while (!isOver) {
  const lookMs = Date.now();
  file.look(lookMs, Date.now);
  looks.push({ beginMs: lookMs, endMs: Date.now() });
  await Promise.race([setTimeout(LOOK_EACH_MS), over]);
}
file.look(Date.now(), Date.now);
// What was renamed is read until it has not grown for a while.
file.look(Date.now() + 600_000);
const doubts = file.doubtsIn({ startMs: beginMs, endMs: Date.now() + 600_000 });
file.close();
rmSync(folder, { recursive: true });

const verdict = judge({ lines: told, others, looks }, generations);
wrong.push(...verdict.wrong);
const { cut, notCopied, unseen, lost } = verdict;
if (cut > 0 && !doubts.some((text) => text.includes('cut short'))) wrong.push('lines were cut away, and nothing was said');
const seconds = (Date.now() - beginMs) / 1000;
const { user, system } = process.cpuUsage();
for (const text of wrong.slice(0, 40)) console.log(text);
console.log(
  `${seconds.toFixed(0)} s, ${generations.at(-1)?.line} lines, ${generations.length - 1} rotations, ${looks.length} looks; ${cut} lines cut away, ` +
    `${notCopied} behind the end of a copy, ${unseen} made and gone between two looks, ${lost} lost, ${wrong.length} wrong; ` +
    `${((user + system) / 1e6).toFixed(0)} s of the processor, ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB at most`,
);
console.log(
  Object.entries(Object.groupBy(generations, ({ mode }) => mode))
    .map(([mode, all]) => `${all?.length} ${mode}`)
    .join(', '),
);
process.exit(wrong.length === 0 && generations.length > 2 ? 0 : 1);
