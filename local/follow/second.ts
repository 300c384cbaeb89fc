import type { LogEvent, PartialQuery, PartialRun } from '../../insights/index.ts';
import { type FirstLines, FirstLinesOfSecond } from './first-lines.ts';
import { Frames, packed, unpacked } from './frames.ts';
import type { LineKind } from './line-kinds.ts';

/** What a second costs beside what is packed, roughly. */
const SECOND_BYTES = 800;

/** A query, and whether it must read each line, see {@link LineKind}. */
export interface CountedQuery extends PartialQuery {
  readsWholeLines: boolean;
}

interface AtWork {
  runs: PartialRun[];
  lines: FirstLinesOfSecond;
}

/**
 * What the events of one second came to, query by query, and its first lines. It is packed when no more are expected, and takes more all
 * the same: lines of several processes come out of order.
 */
export class Second {
  readonly #queries: readonly CountedQuery[];
  #atWork: AtWork | undefined;
  #states: Frames | undefined;
  #lines: Buffer | undefined;
  #isWithoutLines = false;

  constructor(queries: readonly CountedQuery[]) {
    this.#queries = queries;
  }

  /** @param kind of the line, where it has one. */
  add(event: LogEvent, kind?: LineKind): void {
    this.#atWork ??= {
      runs: this.#queries.map((query) => query.begin()),
      // The first of all lines are only known together with those that were packed.
      lines: new FirstLinesOfSecond(this.#lines && unpacked(this.#lines)),
    };
    this.#count(event, this.#atWork.runs, kind);
    if (!this.#isWithoutLines) this.#atWork.lines.add(event);
  }

  #count(event: LogEvent, runs: PartialRun[], kind: LineKind | undefined): void {
    if (!kind) for (const run of runs) run.add(event);
    else if (!kind.made) kind.made = runs.map((run) => run.make(event));
    else
      for (let i = 0; i < runs.length; i++) {
        const made = kind.made[i];
        if (made === undefined) continue;
        const run = runs[i] as PartialRun;
        if (this.#queries[i]?.readsWholeLines) run.add(event);
        else run.repeat(made, event);
      }
  }

  pack(): void {
    if (!this.#atWork) return;
    this.#states = new Frames(this.#queries.map((_, i) => this.stateOf(i)));
    if (!this.#isWithoutLines) this.#lines = packed(this.#atWork.lines.state());
    this.#atWork = undefined;
  }

  /** @param i the place of a query. */
  stateOf(i: number): unknown {
    const before = this.#states?.read(i);
    const after = this.#atWork?.runs[i]?.state();
    if (before === undefined || after === undefined) return before ?? after;
    return (this.#queries[i] as CountedQuery).joined([before, after]);
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
    const states = this.#states;
    if (states) this.#states = new Frames(this.#queries.map((query, i) => query.moved(states.read(i), byMs)));
    const { events = [], isAll = true } = this.lines ?? {};
    for (const event of events) event.timestamp += byMs;
    if (this.#lines) this.#lines = packed({ events, isAll });
  }

  get bytes(): number {
    return SECOND_BYTES + (this.#states?.bytes ?? 0) + this.lineBytes;
  }

  get lineBytes(): number {
    return this.#lines?.length ?? 0;
  }
}
