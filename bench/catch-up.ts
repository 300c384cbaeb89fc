import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checkLogs, windowAt } from '../functions/check-logs/check.ts';
import { DEFAULTS } from '../functions/shared/config/defaults.ts';
import { openStore } from '../local/store/open-store.ts';
import { keepHeapSmall } from '../local/watch/small-heap.ts';
import { fileSource } from '../local/watch/sources.ts';
import { BusyLog } from './busy-log.ts';
import { writeCorpusLikeLog } from './corpus-like.ts';

/**
 * `npm run bench:catch-up -- [--megabytes=200] [FILE]`: what it costs `watch` to read a big log for the first time and to catch up with
 * one, in time of the processor for a MB, beside counting the lines of the same file. By default a busy log of 1 MB a second, and one
 * like those that were recorded; or a FILE. All of `watch` that reads a log takes part: following, counting, keeping in the store.
 */
const megabytes = Number(process.argv.find((a) => a.startsWith('--megabytes='))?.split('=')[1] ?? 200);
const files = process.argv.slice(2).filter((a) => !a.startsWith('--'));
/** No more is read at once, see MOST_AT_ONCE_BYTES. */
const STEP_MB = 40;
const { healthPaths, servedPathPrefixes } = DEFAULTS.logs;
const LOGS = { healthPaths: [...healthPaths], servedPathPrefixes: [...servedPathPrefixes], timezone: 'UTC' };

keepHeapSmall();
const folder = mkdtempSync(join(tmpdir(), 'bench-catch-up-'));
if (files.length > 0) for (const file of files) await measure(file, readFileSync(file));
else {
  await measure('a busy log', busyLog());
  const path = join(folder, 'like.log');
  writeCorpusLikeLog(path, megabytes * 1e6, 'text');
  await measure('a log like the recorded ones', readFileSync(path));
}
rmSync(folder, { recursive: true });

function busyLog(): Buffer {
  const busy = new BusyLog();
  const parts: Buffer[] = [];
  for (let second = 0; second < megabytes; second++)
    parts.push(Buffer.from(busy.next(1e6, Date.UTC(2026, 10, 25) + second * 1000).text));
  return Buffer.concat(parts);
}

/** Lets a log grow step by step, each of them read at once. */
async function measure(name: string, text: Buffer): Promise<void> {
  const log = join(folder, 'atlasml.log');
  writeFileSync(log, '');
  let nowMs = 0;
  const clock = { now: () => nowMs, sleep: async () => {} };
  const store = openStore({ directory: join(folder, `data-${text.length}`), environment: 'bench', now: clock.now });
  const spent = { first: 0, later: 0, plain: 0 };
  let source: ReturnType<typeof fileSource> | undefined;
  for (const part of parts(text)) {
    appendFileSync(log, part);
    nowMs =
      Date.parse(`${/.*\n(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/s.exec(part.subarray(-20_000).toString())?.[1]?.replace(' ', 'T')}Z`) +
      1_000;
    utimesSync(log, nowMs / 1000, nowMs / 1000);
    spent.plain += await cpu(() => void countLines(log, part.length));
    if (source) spent.later += await cpu(() => source?.query({ query: 'stats count(*)', startMs: nowMs, endMs: nowMs }));
    else
      spent.first = await cpu(() => {
        source = fileSource(log, clock, LOGS, store);
      });
  }
  const check = await cpu(() =>
    checkLogs(LOGS, windowAt(nowMs, 1), { source: source as ReturnType<typeof fileSource>, clock, kinds: store }),
  );
  source?.close();
  store.close();
  const mb = text.length / 1e6;
  const firstMb = Math.min(mb, STEP_MB);
  const rate = (size: number, s: number) => `${(size / s).toFixed(1)} MB for a second of the processor`;
  console.log(
    [
      `${name}, ${mb.toFixed(0)} MB:`,
      `  the first read: ${rate(firstMb, spent.first)}`,
      ...(mb > STEP_MB ? [`  catching up:    ${rate(mb - firstMb, spent.later)}`] : []),
      `  counting lines: ${rate(mb, spent.plain)}, so that following takes ${((spent.first + spent.later) / spent.plain).toFixed(0)} times as much`,
      `  a check of it:  ${(check * 1000).toFixed(0)} ms; ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB of memory, the log itself included`,
    ].join('\n'),
  );
}

/** Whole lines, each part so big as is read at once. */
function* parts(text: Buffer): Generator<Buffer> {
  for (let from = 0; from < text.length; ) {
    const to = from + STEP_MB * 1e6 >= text.length ? text.length : text.lastIndexOf(10, from + STEP_MB * 1e6) + 1;
    yield text.subarray(from, to);
    from = to;
  }
}

/** Seconds, of user and system. */
async function cpu(run: () => unknown): Promise<number> {
  await setImmediate();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** As `wc -l` does, of the last bytes. */
function countLines(path: string, bytes: number): number {
  const fd = openSync(path, 'r');
  const chunk = Buffer.alloc(64 << 10);
  let lines = 0;
  for (let at = statSync(path).size - bytes, n = 1; n > 0; at += n) {
    n = readSync(fd, chunk, 0, chunk.length, at);
    for (let i = chunk.indexOf(10); i >= 0 && i < n; i = chunk.indexOf(10, i + 1)) lines++;
  }
  closeSync(fd);
  return lines;
}
