import type { DatabaseFile } from './database-file.ts';
import { type Cell, isPercentile } from './statistics.ts';

/** One value of a series at one moment, epoch ms. */
export interface Sample {
  series: string;
  atMs: number;
  value: number;
}

export interface CellRequest {
  series: string;
  /** The begin of the first period; epoch ms. */
  startMs: number;
  /** Not included. */
  endMs: number;
  periodMs: number;
  statistic: string;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A row of minutes or hours, or a sample as a row. */
export type CellRow = Omit<Cell, 'points'> & { atMs: number; points?: string | null };

type CellTuple = [atMs: number, count: number, min: number, max: number, sum: number, points?: string | null];

/** A row without its values; those are parsed where they are needed. */
export const COLUMNS = 'at_ms as atMs, count, min, max, sum';
const SAMPLE = 'at_ms as atMs, 1 as count, value as min, value as max, value as sum';

/** The begin of the period of a row. The number stands in the SQL, for as a parameter it would be no integer. */
const periodOf = (periodMs: number) => `at_ms - at_ms % ${Math.trunc(periodMs)}`;
const togetherOf = (periodMs: number) => `${periodOf(periodMs)}, sum(count), min(min), max(max), sum(sum)`;
const samplesOf = (periodMs: number) => `${periodOf(periodMs)}, count(*), min(value), max(value), sum(value)`;

export function cellOfRow({ atMs: _, points, ...cell }: CellRow): Cell {
  return points ? { ...cell, points: JSON.parse(points) } : cell;
}

/** Metrics in rows: as they came, and what is older by the minute, then by the hour (`roll-up.ts`). Each sample is in one of them. */
export class MetricRows {
  readonly #file: DatabaseFile;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** Writes all of the samples or none. */
  write(samples: readonly Sample[]): void {
    this.#file.transaction(() => {
      const insert = this.#file.prepare('insert into recent (series, at_ms, value) values (?, ?, ?)');
      for (const { series, atMs, value } of samples) insert.run(this.#idOf(series), Math.floor(atMs), value);
    });
  }

  /** The parts of each period that has data, by its begin. A period shorter than the rows of its time has no data there. */
  cells({ series, startMs, endMs, periodMs, statistic }: CellRequest): Map<number, Cell[]> {
    return this.#file.run(() => {
      const cells = new Map<number, Cell[]>();
      const id = this.#file.prepare('select id from series where key = ?').get(series)?.id as number | undefined;
      if (id === undefined) return cells;
      const read = (columns: string, table: string, more = '') => {
        const sql = `select ${columns} from ${table} where series = ? and at_ms >= ? and at_ms < ? ${more} order by 1`;
        const statement = this.#file.prepare(sql);
        // Of a month of minutes the rows as objects take three times as long.
        statement.setReturnArrays(true);
        for (const row of statement.all(id, startMs, endMs) as unknown as CellTuple[]) {
          const [atMs, count, min, max, sum, points] = row;
          const begin = Math.floor(atMs / periodMs) * periodMs;
          const cell: Cell = points ? { count, min, max, sum, points: JSON.parse(points) } : { count, min, max, sum };
          const there = cells.get(begin);
          if (there) there.push(cell);
          else cells.set(begin, [cell]);
        }
      };
      // To parse the values of a month takes longer than to read it; without them SQLite puts the rows of a period together.
      const needsValues = isPercentile(statistic);
      const [columns, samples, more] = needsValues
        ? [`${COLUMNS}, points`, SAMPLE, '']
        : [togetherOf(periodMs), samplesOf(periodMs), 'group by 1'];
      if (periodMs % HOUR_MS === 0) read(columns, 'hours', more);
      if (periodMs % MINUTE_MS === 0) read(columns, 'minutes', more);
      read(samples, 'recent', more);
      return cells;
    });
  }

  /** The keys of all series that begin so. */
  keys(begin: string): string[] {
    const sql = 'select key from series where substr(key, 1, length(?)) = ? order by key';
    return this.#file.run(() => this.#file.prepare(sql).all(begin, begin)).map(({ key }) => key as string);
  }

  #idOf(key: string): number {
    const there = this.#file.prepare('select id from series where key = ?').get(key)?.id;
    return Number(there ?? this.#file.prepare('insert into series (key) values (?)').run(key).lastInsertRowid);
  }
}
