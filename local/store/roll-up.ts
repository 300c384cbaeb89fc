import type { DatabaseFile } from './database-file.ts';
import { type CellRow, COLUMNS, cellOfRow, HOUR_MS, MINUTE_MS } from './metric-rows.ts';
import { type Cell, cellOf, merged, rounded } from './statistics.ts';

/** As they came for so long, as CloudWatch keeps a high resolution. */
export const RECENT_MS = 3 * HOUR_MS;
/** By the minute for so long: two checklists of 30 days at their five minutes. */
export const MINUTES_MS = 62 * 24 * HOUR_MS;
/** By the hour for so long. */
export const HOURS_MS = 400 * 24 * HOUR_MS;

type Table = 'minutes' | 'hours';

/**
 * Makes rows of a minute out of samples, to be called within a transaction. A sample that comes late joins the row of its minute.
 * @param beforeMs epoch ms. @returns how many samples went.
 */
export function rollToMinutes(file: DatabaseFile, beforeMs: number, most = 20_000): number {
  const rows = file
    .prepare('select id, series, at_ms as atMs, value from recent where at_ms < ? order by id limit ?')
    .all(Math.floor(beforeMs / MINUTE_MS) * MINUTE_MS, most) as unknown as {
    id: number;
    series: number;
    atMs: number;
    value: number;
  }[];
  const remove = file.prepare('delete from recent where id = ?');
  const parts = Map.groupBy(rows, ({ series, atMs }) => `${series} ${Math.floor(atMs / MINUTE_MS) * MINUTE_MS}`);
  for (const [key, samples] of parts) {
    const [series, atMs] = key.split(' ').map(Number) as [number, number];
    add(
      file,
      'minutes',
      series,
      atMs,
      samples.map((s) => cellOf(s.value)),
      (cell) => cell,
    );
    for (const { id } of samples) remove.run(id);
  }
  return rows.length;
}

/**
 * Makes rows of an hour out of the oldest rows of minutes, to be called within a transaction.
 * @param beforeMs epoch ms. @param pieceMs so much after the oldest at most. @returns how many rows of minutes went.
 */
export function rollToHours(file: DatabaseFile, beforeMs: number, pieceMs: number): number {
  const to = pieceEnd(file, 'minutes', beforeMs, pieceMs);
  if (to === undefined) return 0;
  const read = file.prepare(`select ${COLUMNS}, points from minutes where series = ? and at_ms < ?`);
  const remove = file.prepare('delete from minutes where series = ? and at_ms < ?');
  return seriesOf(file).reduce((sum, series) => {
    const rows = read.all(series, to) as unknown as CellRow[];
    for (const [atMs, parts] of Map.groupBy(rows, (row) => Math.floor(row.atMs / HOUR_MS) * HOUR_MS))
      add(file, 'hours', series, atMs, parts.map(cellOfRow), rounded);
    return sum + Number(remove.run(series, to).changes);
  }, 0);
}

/** Drops the oldest rows of hours, in the same way. */
export function dropHours(file: DatabaseFile, beforeMs: number, pieceMs: number): number {
  const to = pieceEnd(file, 'hours', beforeMs, pieceMs);
  if (to === undefined) return 0;
  const remove = file.prepare('delete from hours where series = ? and at_ms < ?');
  return seriesOf(file).reduce((sum, series) => sum + Number(remove.run(series, to).changes), 0);
}

function add(file: DatabaseFile, table: Table, series: number, atMs: number, cells: Cell[], kept: (cell: Cell) => Cell): void {
  const row = file.prepare(`select ${COLUMNS}, points from ${table} where series = ? and at_ms = ?`).get(series, atMs);
  const parts = row ? [cellOfRow(row as unknown as CellRow), ...cells] : cells;
  const { count, min, max, sum, points } = kept(merged(parts, true));
  file
    .prepare(`insert or replace into ${table} values (?, ?, ?, ?, ?, ?, ?)`)
    .run(series, atMs, count, min, max, sum, points ? JSON.stringify(points) : null);
}

/** The end of the oldest piece, at the begin of an hour, so that no hour is split; undefined when nothing is old enough. */
function pieceEnd(file: DatabaseFile, table: Table, beforeMs: number, pieceMs: number): number | undefined {
  const oldestOf = file.prepare(`select min(at_ms) as atMs from ${table} where series = ?`);
  const oldest = seriesOf(file).flatMap((id) => (oldestOf.get(id)?.atMs as number | null) ?? []);
  if (oldest.length === 0) return undefined;
  const first = oldest.reduce((a, b) => Math.min(a, b));
  return Math.floor(Math.min(beforeMs, first + pieceMs) / HOUR_MS) * HOUR_MS;
}

function seriesOf(file: DatabaseFile): number[] {
  return (file.prepare('select id from series').all() as unknown as { id: number }[]).map((s) => s.id);
}
