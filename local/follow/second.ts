import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogEvent, PartialQuery, PartialRun } from '../../insights/index.ts';
import { type FirstLines, FirstLinesOfSecond } from './first-lines.ts';

/** What a second costs beside what is packed, roughly. */
const SECOND_BYTES = 800;

interface AtWork {
  runs: PartialRun[];
  lines: FirstLinesOfSecond;
}

/**
 * What the events of one second came to, query by query, and its first lines. It is packed when no more are expected, and takes more all
 * the same: lines of several processes come out of order.
 */
export class Second {
  readonly #queries: readonly PartialQuery[];
  #atWork: AtWork | undefined;
  #states: Buffer | undefined;
  #lines: Buffer | undefined;
  #isWithoutLines = false;

  constructor(queries: readonly PartialQuery[]) {
    this.#queries = queries;
  }

  add(event: LogEvent): void {
    this.#atWork ??= {
      runs: this.#queries.map((query) => query.begin()),
      // The first of all lines are only known together with those that were packed.
      lines: new FirstLinesOfSecond(this.#lines && unpacked(this.#lines)),
    };
    for (const run of this.#atWork.runs) run.add(event);
    if (!this.#isWithoutLines) this.#atWork.lines.add(event);
  }

  pack(): void {
    if (!this.#atWork) return;
    this.#states = packed(this.#queries.map((_, i) => this.stateOf(i)));
    if (!this.#isWithoutLines) this.#lines = packed(this.#atWork.lines.state());
    this.#atWork = undefined;
  }

  /** @param i the place of a query. */
  stateOf(i: number): unknown {
    const before = this.#states && unpacked<unknown[]>(this.#states)[i];
    const after = this.#atWork?.runs[i]?.state();
    if (before === undefined || after === undefined) return before ?? after;
    return (this.#queries[i] as PartialQuery).joined([before, after]);
  }

  /** Undefined where memory had no room for them. */
  get lines(): FirstLines | undefined {
    if (this.#isWithoutLines) return undefined;
    return this.#atWork?.lines.state() ?? (this.#lines ? unpacked(this.#lines) : { events: [], isAll: true });
  }

  dropLines(): void {
    this.#isWithoutLines = true;
    this.#lines = undefined;
  }

  /** All of it came so much later. */
  move(byMs: number): void {
    this.pack();
    if (this.#states) {
      const states = unpacked<unknown[]>(this.#states);
      this.#states = packed(this.#queries.map((query, i) => query.moved(states[i], byMs)));
    }
    const { events = [], isAll = true } = this.lines ?? {};
    for (const event of events) event.timestamp += byMs;
    if (this.#lines) this.#lines = packed({ events, isAll });
  }

  get bytes(): number {
    return SECOND_BYTES + (this.#states?.length ?? 0) + this.lineBytes;
  }

  get lineBytes(): number {
    return this.#lines?.length ?? 0;
  }
}

const packed = (value: unknown): Buffer => zstdCompressSync(serialize(value));
const unpacked = <T>(bytes: Buffer): T => deserialize(zstdDecompressSync(bytes)) as T;
