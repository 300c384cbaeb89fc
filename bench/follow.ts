import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { LogsObservation } from '../functions/shared/observation.ts';
import { openForReading } from '../local/store/open-store.ts';
import { BusyLog, type Written } from './busy-log.ts';

/**
 * `npm run bench:follow -- [--minutes=10] [--rate=1]`: the process of `watch` beside a log that grows by so many MB a second, in real time.
 * What it counted is compared with what was written, window by window. Needs /proc.
 */
const option = (name: string, otherwise: number) =>
  Number(process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const minutes = option('minutes', 10);
const rate = option('rate', 1);
const STEP_MS = 100;
const LOOK_EVERY_MS = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'bench-follow-'));
const log = join(folder, 'atlasml.log');
const data = join(folder, 'data');
writeFileSync(log, '');
const server = createServer((_request, response) => response.end('[]'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/health/`;
const watch = spawn(
  process.execPath,
  ['bin/atlasml-monitor.js', 'watch', '--url', url, '--log-file', log, '--data', data, '--environment', 'bench'],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const ended = new Promise((resolve) => watch.once('close', resolve));

const written = new Map<number, Written>();
const busy = new BusyLog();
const begunMs = Date.now();
let bytes = 0;
let windows = 0;
let seenMs = 0;
const wrong: string[] = [];
let lookedMs = begunMs;
for (let step = 1; Date.now() < begunMs + minutes * 60_000; step++) {
  const nowMs = Date.now();
  const more = Math.max(0, (nowMs - begunMs) * rate * 1_000 - bytes);
  if (more > 0) {
    const { text, answered, failed } = busy.next(more, nowMs);
    // Who was kept from running until the next second would write into the one before.
    appendFileSync(log, text);
    bytes += Buffer.byteLength(text);
    const second = Math.floor(nowMs / 1000);
    const before = written.get(second) ?? { answered: 0, failed: 0 };
    written.set(second, { answered: before.answered + answered, failed: before.failed + failed });
  }
  if (nowMs >= lookedMs + LOOK_EVERY_MS) {
    lookedMs = nowMs;
    await compare();
    if (step % 10 === 0 || windows % 5 === 0) say();
  }
  await setTimeout(STEP_MS);
}
watch.kill('SIGTERM');
say();
await ended;
server.close();
rmSync(folder, { recursive: true });
console.log(`${windows} windows compared, ${wrong.length} wrong`);
for (const text of wrong) console.log(text);
process.exitCode = windows > 0 && wrong.length === 0 ? 0 : 1;

/** The newest observation of the log against what was written in its window. */
async function compare(): Promise<void> {
  let observation: LogsObservation | undefined;
  try {
    const store = openForReading(join(data, 'bench'), 'bench');
    observation = (await store.state.observations()).find((o) => o.check === 'logs') as LogsObservation | undefined;
    store.close();
  } catch {
    return;
  }
  if (!observation || observation.atMs === seenMs) return;
  seenMs = observation.atMs;
  windows++;
  const { startMs, endMs } = observation.window;
  const want = { answered: 0, failed: 0 };
  for (const [second, { answered, failed }] of written)
    if (second * 1000 >= startMs && second * 1000 <= endMs) {
      want.answered += answered;
      want.failed += failed;
    }
  const { unknown, counts } = observation;
  const found = `${counts?.requests['2xx']} answered, ${counts?.serverErrors} failed`;
  const right = `${want.answered} answered, ${want.failed} failed`;
  if (unknown !== undefined || found !== right)
    wrong.push(`${new Date(endMs).toISOString()}: ${unknown ?? found} instead of ${right}`);
}

function say(): void {
  const status = readFileSync(`/proc/${watch.pid}/status`, 'utf8');
  const kB = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1000;
  const ticks = readFileSync(`/proc/${watch.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  const cpu = ticks.reduce((sum, n) => sum + n, 0) / 100;
  console.log(
    `${((Date.now() - begunMs) / 1000).toFixed(0)} s: ${(bytes / 1e6).toFixed(0)} MB written, ${kB('VmRSS').toFixed(0)} MB of memory now, ` +
      `${kB('VmHWM').toFixed(0)} MB at most, ${cpu.toFixed(0)} s of the processor, ${windows} windows, ${wrong.length} wrong`,
  );
}
