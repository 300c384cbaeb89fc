import { createReadStream, statSync } from 'node:fs';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { LogEvent } from '../../insights/index.ts';
import { readStream } from '../lines/read-stream.ts';
import { PastError } from './past.ts';
import { UnfitError } from './pieces/moments.ts';
import { plainFile } from './pieces/plain-file.ts';
import { scanPlainFiles } from './pieces/scan-plain-files.ts';
import { PastScan, type Scanned } from './scan.ts';
import type { Sample } from './series.ts';

/** Files that are of the same time are put together in memory, up to this size. */
const MOST_TOGETHER_BYTES = 256 << 20;
/** Lines of several processes come out of order by less, ms. */
const DISORDER_MS = 5_000;
/** Of the first lines of a file its begin is told. */
const FIRST_BYTES = 1 << 20;

export interface PastOptions {
  /** Of times that name none; found out where it can be when left out. */
  timezone?: string | undefined;
  /** The service whose lines are asked for, where a file holds several. */
  service?: string | undefined;
  /** The second of the minute in which the checks run. @default 0 */
  second?: number;
  series?: Sample[];
  untilMs?: number;
  /** Told how much of the files was read, in bytes. */
  progress?(readBytes: number, allBytes: number): void;
}

/**
 * Reads log files once and runs the checks over them. Several files are one log, in the order of their times.
 * @throws PastError for a file that holds no line of AtlasML's log, or that cannot be read in its order.
 */
export async function scanFiles(paths: readonly string[], config: MonitorConfig, options: PastOptions = {}): Promise<Scanned> {
  const begins = await Promise.all(paths.map(async (path) => ({ path, firstMs: await firstOf(path, options) })));
  const check = (scanned: Scanned): Scanned => {
    if (scanned.startMs <= scanned.untilMs) return scanned;
    throw new PastError(`${paths.join(', ')}: less than a minute of log, in which no check would have run`);
  };
  const ordered = begins.sort((a, b) => a.firstMs - b.firstMs).map(({ path }) => path);
  const plain = await byBytes(ordered, config, options);
  if (plain) return check(plain);
  try {
    return check(await inOrder(ordered, config, options));
  } catch (error) {
    if (!(error instanceof OutOfOrder)) throw error;
    const bytes = ordered.reduce((sum, path) => sum + statSync(path).size, 0);
    if (bytes > MOST_TOGETHER_BYTES)
      throw new PastError(`${error.message}; together they are too big to be put in order, so sort them by time first`);
    return check(await together(ordered, config, options));
  }
}

class OutOfOrder extends Error {}

/** Of files of AtlasML's own lines; undefined for others, and for those that must be read from their begin to their end. */
async function byBytes(paths: readonly string[], config: MonitorConfig, options: PastOptions): Promise<Scanned | undefined> {
  const files = paths.flatMap((path) => plainFile(path, options.timezone) ?? []);
  if (files.length < paths.length || options.service !== undefined) return undefined;
  try {
    return await scanPlainFiles(files, config, options);
  } catch (error) {
    if (error instanceof UnfitError) return undefined;
    throw error;
  }
}

async function inOrder(paths: readonly string[], config: MonitorConfig, options: PastOptions): Promise<Scanned> {
  const past = new PastScan(config, options.second);
  let waiting: LogEvent[] = [];
  let givenMs = Number.NEGATIVE_INFINITY;
  const give = (untilMs: number) => {
    waiting.sort((a, b) => a.timestamp - b.timestamp);
    const late = waiting.findIndex((e) => e.timestamp > untilMs);
    const given = late < 0 ? waiting : waiting.slice(0, late);
    waiting = late < 0 ? [] : waiting.slice(late);
    givenMs = given.at(-1)?.timestamp ?? givenMs;
    past.add(given);
  };
  let doneBytes = 0;
  const allBytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  for (const path of paths) {
    const take = (events: LogEvent[]) => {
      let newestMs = Number.NEGATIVE_INFINITY;
      for (const event of events) {
        if (event.timestamp < givenMs) throw new OutOfOrder(`${path} holds lines that are older than those before them`);
        newestMs = Math.max(newestMs, event.timestamp);
        waiting.push(event);
      }
      give(newestMs - DISORDER_MS);
    };
    const before = doneBytes;
    await readFile(path, take, options, async (bytes) => {
      doneBytes = before + bytes;
      options.progress?.(doneBytes, allBytes);
      await past.catchUp();
    });
  }
  give(Number.POSITIVE_INFINITY);
  return past.end(options.series, options.untilMs);
}

/** Files of the same time, such as those of two containers. */
async function together(paths: readonly string[], config: MonitorConfig, options: PastOptions): Promise<Scanned> {
  const all: LogEvent[] = [];
  for (const path of paths) {
    const take = (events: LogEvent[]) => {
      for (const event of events) all.push({ logStream: path, ...event });
    };
    await readFile(path, take, options);
  }
  const past = new PastScan(config, options.second);
  past.add(all.sort((a, b) => a.timestamp - b.timestamp));
  return past.end(options.series, options.untilMs);
}

/** The events of files between two moments, epoch ms, in the order of time. */
export async function readEvents(
  paths: readonly string[],
  fromMs: number,
  toMs: number,
  options: PastOptions = {},
): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  for (const path of paths) {
    const take = (events: LogEvent[]) => {
      for (const event of events) if (event.timestamp >= fromMs && event.timestamp < toMs) found.push(event);
    };
    await readFile(path, take, options);
  }
  return found.sort((a, b) => a.timestamp - b.timestamp);
}

async function readFile(
  path: string,
  take: (events: LogEvent[]) => void,
  { timezone, service }: PastOptions,
  between: (readBytes: number) => Promise<void> = async () => {},
): Promise<void> {
  const read = await readStream(pieces(path, between), take, { timezone, service, writtenMs: statSync(path).mtimeMs });
  if (read.how.recognised === 0) throw new PastError(`${path} holds no line in a form that AtlasML writes`);
  if (read.cut !== undefined) throw new PastError(`${path} cannot be read to its end: ${read.cut}`);
}

/** Whoever reads on has taken what came before: there is time to run the checks. */
async function* pieces(path: string, between: (readBytes: number) => Promise<void>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    yield piece as Buffer;
    bytes += (piece as Buffer).length;
    await between(bytes);
  }
}

/** When the first event of a file was, epoch ms, by its first lines. */
async function firstOf(path: string, { timezone, service }: PastOptions): Promise<number> {
  let firstMs = Number.POSITIVE_INFINITY;
  const take = (events: LogEvent[]) => {
    for (const { timestamp } of events) firstMs = Math.min(firstMs, timestamp);
  };
  await readStream(createReadStream(path, { end: FIRST_BYTES - 1, highWaterMark: 1 << 20 }), take, { timezone, service });
  return firstMs;
}
