import type { LogEvent, PartialQuery, PartialRun } from '../../insights/index.ts';
import { type FirstLines, FirstLinesOfSecond } from './first-lines.ts';
import type { Effect, LineKind, LineKinds } from './line-kinds.ts';
import type { LineRow, LineRows } from './line-rows.ts';
import type { StateRow, StateRows } from './state-rows.ts';

/** Where seconds keep what they need no more at once. */
export interface Room {
  states: StateRows;
  lines: LineRows;
}

/** A query, and whether it must read each line, see {@link LineKind}. */
export interface CountedQuery extends PartialQuery {
  readsWholeLines: boolean;
}

interface AtWork {
  runs: PartialRun[];
  /** Lines that are not in the runs yet, as many of one time as came in a row. */
  waiting: Map<Effect, { timestamp: number; times: number }>;
  lines: FirstLinesOfSecond;
  /** Of all its text. */
  characters: number;
}

/**
 * What the events of one second came to, query by query, and its first lines. It is packed when no more are expected, and takes more all
 * the same: lines of several processes come out of order.
 */
export class Second {
  readonly #queries: readonly CountedQuery[];
  readonly #kinds: Pick<LineKinds, 'effectOf'>;
  #atWork: AtWork | undefined;
  readonly #room: Room;
  #states: StateRow | undefined;
  #lines: LineRow | undefined;
  #isWithoutLines = false;

  constructor(queries: readonly CountedQuery[], kinds: Pick<LineKinds, 'effectOf'>, room: Room) {
    this.#queries = queries;
    this.#kinds = kinds;
    this.#room = room;
  }

  /** @param kind of the line, where it has one. */
  add(event: LogEvent, kind?: LineKind): void {
    this.#atWork ??= {
      runs: this.#queries.map((query) => query.begin()),
      waiting: new Map(),
      // The first of all lines are only known together with those that were packed.
      lines: new FirstLinesOfSecond(this.#lines?.read()),
      characters: 0,
    };
    this.#atWork.characters += event.message.length;
    this.#count(event, this.#atWork, kind);
    if (!this.#isWithoutLines) this.#atWork.lines.add(event);
  }

  #count(event: LogEvent, { runs, waiting }: AtWork, kind: LineKind | undefined): void {
    if (!kind) {
      for (const run of runs) run.add(event);
      return;
    }
    const { effect } = kind;
    if (!effect) {
      const made = runs.map((run) => run.make(event));
      kind.effect = this.#kinds.effectOf(made, (i) => this.#queries[i]?.readsWholeLines === true);
      return;
    }
    const before = waiting.get(effect);
    if (!before) waiting.set(effect, { timestamp: event.timestamp, times: 1 });
    else if (before.timestamp === event.timestamp) before.times++;
    else {
      this.#repeat(runs, effect, before);
      before.timestamp = event.timestamp;
      before.times = 1;
    }
    if (!effect.isReadWhole) return;
    for (let i = 0; i < runs.length; i++)
      if (effect.made[i] && this.#queries[i]?.readsWholeLines) (runs[i] as PartialRun).add(event);
  }

  #repeat(runs: PartialRun[], { made }: Effect, { timestamp, times }: { timestamp: number; times: number }): void {
    for (let i = 0; i < runs.length; i++) {
      const its = made[i];
      if (its && !this.#queries[i]?.readsWholeLines) (runs[i] as PartialRun).repeat(its, timestamp, times);
    }
  }

  #settle({ runs, waiting }: AtWork): void {
    for (const [effect, lines] of waiting) this.#repeat(runs, effect, lines);
    waiting.clear();
  }

  pack(): void {
    if (!this.#atWork) return;
    this.#keep(
      this.#queries.map((_, i) => this.stateOf(i)),
      this.#atWork.characters,
    );
    if (!this.#isWithoutLines) this.#keepLines(this.#atWork.lines.state());
    this.#atWork = undefined;
  }

  /** @param i the place of a query. */
  stateOf(i: number): unknown {
    if (this.#atWork) this.#settle(this.#atWork);
    const before = this.#states?.read(i);
    const after = this.#atWork?.runs[i]?.state();
    if (before === undefined || after === undefined) return before ?? after;
    return (this.#queries[i] as CountedQuery).joined([before, after]);
  }

  /** Undefined where memory had no room for them. */
  get lines(): FirstLines | undefined {
    if (this.#isWithoutLines) return undefined;
    return this.#atWork?.lines.state() ?? this.#lines?.read() ?? { events: [], isAll: true };
  }

  dropLines(): void {
    this.#isWithoutLines = true;
    this.#lines?.release();
    this.#lines = undefined;
  }

  /** Nothing of it is needed any more. */
  drop(): void {
    this.dropLines();
    this.#states?.release();
    this.#states = undefined;
  }

  /** All of it came so much later. */
  move(byMs: number): void {
    this.pack();
    const states = this.#states;
    if (states) {
      this.#keep(
        this.#queries.map((query, i) => query.moved(states.read(i), byMs)),
        0,
      );
    }
    const lines = this.#lines?.read();
    if (lines) this.#keepLines({ ...lines, events: lines.events.map((e) => ({ ...e, timestamp: e.timestamp + byMs })) });
  }

  /** @param characters of the text that is new in them. */
  #keep(states: unknown[], characters: number): void {
    this.#states?.release();
    this.#states = this.#room.states.add(states, characters);
  }

  #keepLines(lines: FirstLines): void {
    this.#lines?.release();
    this.#lines = this.#room.lines.add(lines);
  }
}
