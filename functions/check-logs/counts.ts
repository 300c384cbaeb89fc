import type { LogCounts } from '../shared/observation.ts';
import type { BinWidth } from './query.ts';
import type { CountedRefusals } from './refusals.ts';

/** Sums over the window and where in it something was answered. */
interface Totals {
  of(name: string): number;
  answeredBins: number[];
  lastStartBin: number | undefined;
}

/**
 * Turns the rows of the count query into counts. Rules and their reasons: docs/log-counting.md.
 * @param window epoch ms, both ends included.
 */
export function countsFrom(
  rows: Record<string, string>[],
  took: Record<string, string> | undefined,
  bin: BinWidth,
  window: { startMs: number; endMs: number },
): LogCounts {
  const { of, answeredBins, lastStartBin } = total(rows, bin);
  const requests = {
    '2xx': positive(of('answered2xx') - of('health2xx')),
    '3xx': positive(of('answered3xx') - of('health3xx')),
    '4xx': positive(of('answered4xx') - of('health4xx')),
    '5xx': positive(of('answered5xx') - of('health5xx')),
  };
  const levels = { debug: of('debug'), info: of('info'), warning: of('warning'), error: of('error'), critical: of('critical') };
  const pieces = of('pieces');
  const serverFaults400 = Math.min(positive(of('faulty400') - of('clients400')), of('answered400'));
  const serverFaults = serverFaults400 + of('answeredOurs');
  return {
    lines: of('lines') - pieces,
    levels,
    requests,
    healthRequests: of('health2xx') + of('health3xx') + of('health4xx') + of('health5xx'),
    serverErrors: requests['5xx'] + serverFaults + of('failedStart'),
    clientErrors: positive(requests['4xx'] - serverFaults),
    criticalLines: levels.critical,
    unfinished: positive(of('requestStart') - of('requestEnd') - of('asgiException')),
    starts: of('processStart'),
    failedStarts: of('failedStart'),
    tookP50Seconds: numberOrNull(took?.p50),
    tookP95Seconds: numberOrNull(took?.p95),
    unrecognisedLines: positive(of('lines') - of('recognised') - pieces),
    longestSilenceSeconds: longestGap(answeredBins, bin.ms, window) / 1000,
    lastStartMs: lastStartBin ?? null,
    lastAnswerMs: answeredBins.at(-1) ?? null,
  };
}

function total(rows: Record<string, string>[], bin: BinWidth): Totals {
  const sums = new Map<string, number>();
  const answeredBins: number[] = [];
  let lastStartBin: number | undefined;
  for (const row of rows) {
    const at = binStart(row[`bin(${bin.text})`]);
    for (const column in row) {
      const value = row[column];
      // Most are zero, and a log that is replayed has many rows.
      if (value !== '0') sums.set(column, (sums.get(column) ?? 0) + (Number(value) || 0));
    }
    const count = (name: string) => Number(row[`n_${name}`]) || 0;
    if (at === undefined) continue;
    if (count('requestEnd') + count('answered2xx') + count('answered3xx') + count('answered4xx') + count('answered5xx') > 0) {
      answeredBins.push(at);
    }
    if (count('processStart') > 0) lastStartBin = Math.max(lastStartBin ?? 0, at);
  }
  return {
    of: (name) => sums.get(`n_${name}`) ?? sums.get(name) ?? 0,
    answeredBins: answeredBins.toSorted((a, b) => a - b),
    lastStartBin,
  };
}

/** Requests of users that were refused with 401 or 403, and the begin of the first bin with one; undefined when none was. */
export function refusedIn(rows: Record<string, string>[], bin: BinWidth): CountedRefusals | undefined {
  const refused = rows.map((row) => ({
    count: positive((Number(row.n_refused) || 0) - (Number(row.n_healthRefused) || 0)),
    at: binStart(row[`bin(${bin.text})`]),
  }));
  const some = refused.filter(({ count, at }) => count > 0 && at !== undefined);
  if (some.length === 0) return undefined;
  return {
    count: some.reduce((sum, { count }) => sum + count, 0),
    sinceMs: Math.min(...some.map(({ at }) => at as number)),
  };
}

/** True when health was answered, and each time with a failure. */
export function healthFails(rows: Record<string, string>[]): boolean {
  const of = (name: string) => rows.some((row) => Number(row[`n_${name}`]) > 0);
  return of('health5xx') && !of('health2xx');
}

/** When AtlasML last said that it is up, to the begin of the bin; undefined when it did not within the rows. Epoch ms. */
export function upSince(rows: Record<string, string>[], bin: BinWidth): number | undefined {
  const said = rows.filter((row) => Number(row.n_startedUp) > 0).flatMap((row) => binStart(row[`bin(${bin.text})`]) ?? []);
  return said.length > 0 ? Math.max(...said) : undefined;
}

/** AtlasML that ran for so long between two starts was in no loop; three starts in 15 minutes lie closer together. */
const LIVED_MS = 8 * 60_000;
/** It was in none, either, where it ran for so long, and so many times as long as it does from start to start. */
const LEAST_LIVED_MS = 3 * 60_000;
const TIMES_LONGER = 4;

/** Starts that follow each other closely. Epoch ms. */
export interface StartLoop {
  starts: number;
  firstMs: number;
  lastMs: number;
}

/**
 * The starts that belong to the newest one. A loop that was mended minutes ago is no reason to call a single restart a loop.
 * @param rows starts by the minute, in any order. @returns undefined where nothing started.
 */
export function newestLoop(rows: Record<string, string>[]): StartLoop | undefined {
  const minutes = rows.flatMap((row) => {
    const at = binStart(row['bin(1m)']);
    const starts = Number(row.starts) || 0;
    return at === undefined || starts === 0 ? [] : [{ at, starts }];
  });
  let loop: StartLoop | undefined;
  for (const { at, starts } of minutes.toSorted((a, b) => a.at - b.at)) {
    loop =
      loop && !hadLived(loop, at)
        ? { starts: loop.starts + starts, firstMs: loop.firstMs, lastMs: at }
        : { starts, firstMs: at, lastMs: at };
  }
  return loop;
}

/** True when the loop was over by its own pace before that moment. */
function hadLived(loop: StartLoop, atMs: number): boolean {
  const livedMs = atMs - loop.lastMs;
  return livedMs >= LIVED_MS || (loop.starts > 2 && livedMs >= LEAST_LIVED_MS && livedMs >= TIMES_LONGER * paceOf(loop));
}

const paceOf = ({ starts, firstMs, lastMs }: StartLoop): number => (lastMs - firstMs) / Math.max(1, starts - 1);

/** AtlasML that answers, and has run for so long and twice as long as from start to start, restarts no more. */
const LEAST_CALM_MS = 2 * 60_000;

/** Whether a loop is over: AtlasML answered since its last start, and runs longer than it did in it. */
export function isLoopOver(
  loop: StartLoop,
  { lastStartMs, lastAnswerMs }: Pick<LogCounts, 'lastStartMs' | 'lastAnswerMs'>,
  endMs: number,
): boolean {
  if (lastStartMs === null || lastAnswerMs === null || lastAnswerMs <= lastStartMs) return false;
  return endMs - lastStartMs >= Math.max(LEAST_CALM_MS, 2 * paceOf(loop));
}

/** The service writes bins as zoneless UTC text. */
function binStart(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const known = binStarts.get(text);
  if (known !== undefined) return known;
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(at)) return undefined;
  if (binStarts.size >= MOST_BINS) binStarts.clear();
  binStarts.set(text, at);
  return at;
}

/** The windows of following runs overlap: a bin is read many times. */
const binStarts = new Map<string, number>();
const MOST_BINS = 1_000;

/**
 * The longest time that surely held no answer, in ms: from the end of one bin with an answer to the start of the next,
 * or to the window's end. What lies before the first answer was the business of earlier, overlapping windows.
 */
function longestGap(answered: number[], binMs: number, window: { startMs: number; endMs: number }): number {
  if (answered.length === 0) return window.endMs - window.startMs;
  const next = [...answered.slice(1), window.endMs];
  return Math.max(0, ...answered.map((at, i) => (next[i] as number) - (at + binMs)));
}

function positive(n: number): number {
  return Math.max(0, n);
}

function numberOrNull(text: string | undefined): number | null {
  const n = Number(text);
  return text === undefined || text === '' || Number.isNaN(n) ? null : n;
}
