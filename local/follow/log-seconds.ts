import { clockTime } from '../../functions/shared/text/words.ts';
import { type LogEvent, partialQuery, runQuery } from '../../insights/index.ts';
import { type AskedQuery, quickWay } from './asked-queries.ts';
import type { FirstLines } from './first-lines.ts';
import { type FollowedEvent, LineKinds } from './line-kinds.ts';
import { LineRows } from './line-rows.ts';
import type { LogSink, Window } from './log-file.ts';
import { type CountedQuery, type Room, Second } from './second.ts';
import { StateRows } from './state-rows.ts';

/** Of so many seconds at once more lines are expected. */
const MOST_AT_WORK = 2;
/** What a second costs beside what is packed, roughly. */
const SECOND_BYTES = 800;

export interface SecondsOptions {
  /** How long a second is kept. */
  keepMs: number;
  /** Of packed seconds together. */
  mostBytes: number;
  /** Of these the packed lines. */
  mostLineBytes: number;
}

/**
 * A log second by second: what each came to by the queries that are asked again and again, and its first lines. The lines themselves are
 * dropped, so that memory does not grow with them. The windows of checks begin and end with whole seconds; what is asked beside that is
 * answered by the lines as far as they are kept, and is unknown where they are not.
 */
export class LogSeconds implements LogSink {
  readonly #texts: readonly string[];
  readonly #queries: readonly CountedQuery[];
  readonly #kinds = new LineKinds();
  readonly #options: SecondsOptions;
  readonly #seconds = new Map<number, Second>();
  /** The keys of the seconds, the oldest first. */
  #order: number[] = [];
  /** Those that are not packed, the one that was added to last at the end. */
  #atWork: number[] = [];
  readonly #room: Room = { states: new StateRows(), lines: new LineRows() };
  #withoutLines = 0;
  #droppedMs: number | undefined;

  /** @param queries that are asked; their bins divide a quarter of an hour. @throws QueryError */
  constructor(queries: readonly AskedQuery[], options: SecondsOptions) {
    this.#texts = queries.map(({ text }) => text);
    this.#queries = queries.map(({ text, readsWholeLines = false }) => ({
      ...partialQuery(text, quickWay(text)),
      readsWholeLines,
    }));
    this.#options = options;
  }

  add(events: readonly FollowedEvent[], nowMs: number): void {
    let key: number | undefined;
    let second: Second | undefined;
    for (const event of events) {
      const its = Math.floor(event.timestamp / 1000);
      if (!second || its !== key) second = this.#open(its);
      key = its;
      second.add(event, event.kind ?? this.#kinds.of(event.message));
    }
    const oldest = Math.floor((nowMs - this.#options.keepMs) / 1000);
    while ((this.#order[0] ?? oldest) < oldest) this.#dropOldest();
  }

  correct(byMs: number): void {
    for (const key of this.#atWork.splice(0)) this.#pack(key);
    const moved = this.#order.map((key): [number, Second] => [key, this.#seconds.get(key) as Second]);
    this.#seconds.clear();
    for (const [key, second] of moved) {
      this.#seconds.set(key + byMs / 1000, second);
      second.move(byMs);
    }
    this.#order = this.#order.map((key) => key + byMs / 1000);
    if (this.#droppedMs !== undefined) this.#droppedMs += byMs;
  }

  dropped(untilMs: number): void {
    this.#droppedMs = Math.max(this.#droppedMs ?? untilMs, untilMs);
  }

  /** Why what happened in a window is not known; undefined where it is. */
  unknownIn({ startMs }: Window): string | undefined {
    if (this.#droppedMs === undefined || this.#droppedMs < startMs) return undefined;
    return `of this time what was logged until ${clockTime(this.#droppedMs)} UTC is not in memory`;
  }

  /** @throws Error that says what is not known; QueryError. */
  rows(text: string, window: Window): Record<string, string>[] {
    const unknown = this.unknownIn(window);
    if (unknown !== undefined) throw new Error(unknown);
    const i = this.#texts.indexOf(text);
    const query = this.#queries[i];
    const keys = this.#keysIn(window);
    if (!query) return runQuery(text, this.#allLines(keys), window).rows;
    return query.rows(this.#states(i, keys, window));
  }

  /** One after the other, so that they are not all in memory. */
  *#states(i: number, keys: number[], window: Window): Generator<unknown> {
    for (const key of keys) {
      if (isInside(key, window)) {
        yield this.#seconds.get(key)?.stateOf(i);
        continue;
      }
      const run = (this.#queries[i] as CountedQuery).begin();
      for (const event of this.#allLines([key])) if (isIn(event, window)) run.add(event);
      yield run.state();
    }
  }

  /** The first lines of a window. @throws Error that says what is not known. */
  lines(window: Window, most: number): LogEvent[] {
    const unknown = this.unknownIn(window);
    if (unknown !== undefined) throw new Error(unknown);
    const found: LogEvent[] = [];
    for (const key of this.#keysIn(window)) {
      const { events, isAll } = this.#linesOf(key);
      for (const event of events) if (isIn(event, window)) found.push(event);
      if (found.length >= most) return found.slice(0, most);
      if (!isAll && isIn({ timestamp: key * 1000 + 999 }, window)) throw new Error(tooMany(key));
    }
    return found;
  }

  #keysIn({ startMs, endMs }: Window): number[] {
    return this.#order.filter((key) => key >= Math.floor(startMs / 1000) && key * 1000 <= endMs);
  }

  #linesOf(key: number): FirstLines {
    const lines = this.#seconds.get(key)?.lines;
    if (!lines) throw new Error(`the lines of ${clockTime(key * 1000)} UTC were counted and are not in memory any more`);
    return lines;
  }

  #allLines(keys: number[]): LogEvent[] {
    return keys.flatMap((key) => {
      const { events, isAll } = this.#linesOf(key);
      if (!isAll) throw new Error(tooMany(key));
      return events;
    });
  }

  #open(key: number): Second {
    let second = this.#seconds.get(key);
    if (!second) {
      second = new Second(this.#queries, this.#kinds, this.#room);
      this.#seconds.set(key, second);
      let at = this.#order.length;
      while (at > 0 && (this.#order[at - 1] as number) > key) at--;
      this.#order.splice(at, 0, key);
      if (at < this.#withoutLines) {
        second.dropLines();
        this.#withoutLines++;
      }
    }
    if (this.#atWork.at(-1) === key) return second;
    this.#atWork = [...this.#atWork.filter((other) => other !== key), key];
    if (this.#atWork.length > MOST_AT_WORK) {
      this.#pack(this.#atWork.shift() as number);
      this.#makeRoom();
    }
    return second;
  }

  #pack(key: number): void {
    this.#seconds.get(key)?.pack();
  }

  get #bytes(): number {
    return this.#seconds.size * SECOND_BYTES + this.#room.states.bytes + this.#room.lines.bytes;
  }

  #makeRoom(): void {
    const { mostBytes, mostLineBytes } = this.#options;
    for (; this.#room.lines.bytes > mostLineBytes && this.#withoutLines < this.#order.length; this.#withoutLines++)
      this.#seconds.get(this.#order[this.#withoutLines] as number)?.dropLines();
    while (this.#bytes > mostBytes && this.#order.length > MOST_AT_WORK) this.#dropOldest();
  }

  #dropOldest(): void {
    const key = this.#order.shift() as number;
    this.#seconds.get(key)?.drop();
    this.#seconds.delete(key);
    this.#atWork = this.#atWork.filter((other) => other !== key);
    this.#withoutLines = Math.max(0, this.#withoutLines - 1);
    this.dropped(key * 1000 + 999);
  }
}

const isIn = ({ timestamp }: Pick<LogEvent, 'timestamp'>, { startMs, endMs }: Window) =>
  timestamp >= startMs && timestamp <= endMs;
const isInside = (key: number, { startMs, endMs }: Window) => key * 1000 >= startMs && key * 1000 + 999 <= endMs;
const tooMany = (key: number) => `in the second from ${clockTime(key * 1000)} UTC more was logged than is kept`;
