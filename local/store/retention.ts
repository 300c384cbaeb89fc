import type { DatabaseFile } from './database-file.ts';
import { HOUR_MS } from './metric-rows.ts';
import type { Notices } from './notices.ts';
import { dropHours, HOURS_MS, MINUTES_MS, RECENT_MS, rollToHours, rollToMinutes } from './roll-up.ts';

export interface StoreFiles {
  state: DatabaseFile;
  metrics: DatabaseFile;
  logs: DatabaseFile;
  inbox: DatabaseFile;
}

const DAY_MS = 24 * HOUR_MS;
export const LOGS_MS = 7 * DAY_MS;
const TOLD_MS = 400 * DAY_MS;
/**
 * At a time no more than this is dropped of what is oldest, so that a clock that is a year ahead for an hour costs a day or two and not
 * everything. It is far more than comes in between.
 */
const PIECE_MS = 6 * HOUR_MS;
const MOST_RECORDS = 10;
/** Some runs of the reporter come each minute of a trouble. */
const MOST_RUNS = 60;
/** Of a full folder a quarter belongs to the logs; what the metrics keep at least is a day of minutes. */
const SHARE_OF_LOGS = 0.25;
const MOST_STEPS = 50;

/** Makes what is old coarser, and drops what is older than it is kept. @param nowMs epoch ms. */
export function dropOld({ state, metrics, logs }: StoreFiles, nowMs: number): void {
  metrics.transaction(() => {
    rollToMinutes(metrics, nowMs - RECENT_MS);
    rollToHours(metrics, nowMs - MINUTES_MS, PIECE_MS);
    dropHours(metrics, nowMs - HOURS_MS, 4 * PIECE_MS);
  });
  logs.run(() => dropLines(logs, nowMs - LOGS_MS, PIECE_MS));
  state.transaction(() => {
    for (const table of ['alarm_history', 'messages', 'notices'])
      state
        .prepare(`delete from ${table} where id in (select id from ${table} where at_ms < ? order by id limit 500)`)
        .run(Math.floor(nowMs - TOLD_MS));
    for (const [kinds, most] of [
      ["kind <> 'run'", MOST_RECORDS],
      ["kind = 'run'", MOST_RUNS],
    ] as const)
      state
        .prepare(
          `delete from stored where rowid in (select rowid from stored where ${kinds} and expires_ms < ? order by expires_ms limit ?)`,
        )
        .run(Math.floor(nowMs), most);
  });
}

/** Drops the oldest logs and minutes until all files together hold less than a limit, and says so. */
export function dropBeyond(files: StoreFiles, mostBytes: number, notices: Notices, nowMs: number): void {
  const { metrics, logs } = files;
  const all = () => Object.values(files).reduce((sum, file: DatabaseFile) => sum + file.usedBytes(), 0);
  const say = (text: string) => notices.add('dropped', `${text}: the folder reached its limit of ${inWords(mostBytes)}.`, nowMs);
  for (let step = 0; step < MOST_STEPS && all() > mostBytes; step++) {
    if (logs.usedBytes() > mostBytes * SHARE_OF_LOGS && logs.run(() => dropLines(logs, nowMs, PIECE_MS)) > 0) {
      say('Log events were dropped before their seven days were over');
      continue;
    }
    const dropped = metrics.transaction(() => rollToHours(metrics, nowMs - DAY_MS, DAY_MS));
    if (dropped > 0) say('Metrics by the minute became metrics by the hour before their 62 days were over');
    else if (logs.run(() => dropLines(logs, nowMs, PIECE_MS)) > 0)
      say('Log events were dropped before their seven days were over');
    else {
      notices.add('full', `The folder holds more than ${inWords(mostBytes)}, and nothing that may be dropped.`, nowMs);
      return;
    }
  }
}

function dropLines(file: DatabaseFile, beforeMs: number, pieceMs: number): number {
  const oldest = file.prepare('select min(at_ms) as atMs from lines').get()?.atMs as number | null;
  if (oldest === null) return 0;
  const to = Math.floor(Math.min(beforeMs, oldest + pieceMs));
  return Number(file.prepare('delete from lines where at_ms < ?').run(to).changes);
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${bytes / 1e9} GB` : `${Math.round(bytes / 1e4) / 100} MB`;
}
