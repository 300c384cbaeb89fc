import { floorTime } from '../functions/periods.ts';
import { decode, encode } from '../plan/bytes.ts';
import type { Plan, Scan } from '../plan/plan.ts';
import { INGESTION_TIME, LOG, LOG_STREAM, MESSAGE, PTR, TIMESTAMP } from '../plan/scope.ts';
import { type FieldTable, type JsonFields, NO_OBJECT, READ } from '../simd/json-fields.ts';
import { JsonShapes, type Wanted } from '../simd/json-shapes.ts';
import { DATA, MESSAGE_SHAPES } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';
import type { Value } from '../values.ts';
import { isEventItself, parseJson, readJsonEvent } from './json-events.ts';
import { MessageValues } from './message-values.ts';

const BRACE = '{'.charCodeAt(0);

/** What a part of the input held, beside what the query made of it. */
export interface Scanned {
  /** Events that were read; with a prefilter not all of them were taken apart. */
  records: number;
  bytes: number;
  /** Lines that are no event of their form. */
  broken: number;
  /** Where the first of them is, in bytes from the begin of the file. */
  firstBroken?: number;
  /** How often a line was cut because it is too long. */
  cuts: number;
}

/** What an event says of itself beside its time and message. */
export type Origin = { logStream?: Value; log?: Value; ingestionTime?: Value };

/** Hands the events of one part of the input to a plan, and counts. */
export class EventSink {
  readonly scanned: Scanned = { records: 0, bytes: 0, broken: 0, cuts: 0 };
  readonly #row: Value[] = [];
  readonly #scan: Scan;
  readonly #plan: Plan;
  readonly #memory: ScanMemory;
  readonly #leaveOut: Scan['leaveOut'];
  readonly #name: string;
  readonly #pointsAt: string | undefined;
  /** Undefined where no field of a message is asked for, or they cannot be read from bytes. */
  readonly #fields: JsonFields | undefined;
  readonly #slots: number[];
  readonly #identities: boolean[];
  readonly #values: MessageValues;
  /** Of messages that are JSON themselves. */
  readonly #shapes: JsonShapes | undefined;
  /** Where the fields of messages are noted, when nothing else of a message is asked for. */
  readonly fieldsAlone: Wanted | undefined;
  /** False when an event's time is all that is asked for. */
  readonly readsMessages: boolean;
  /** How many events have come that are alike, and the time of which all of them are. */
  #alike = 0;
  #from = Infinity;
  #until = -Infinity;
  readonly readsOrigin: boolean;
  readonly #wantsAll: boolean;
  /** False when any time is as good as another. */
  readonly readsTime: boolean;
  readonly full: () => boolean;
  /** @param name the file's, for `@logStream` and `@ptr`. */
  constructor(plan: Plan, scan: Scan, name: string, memory: ScanMemory, table: FieldTable) {
    this.#plan = plan;
    this.#scan = scan;
    this.#memory = memory;
    this.#leaveOut = scan.leaveOut;
    this.full = () => scan.collector.full();
    this.#name = name;
    this.#row[LOG_STREAM] = name;
    // Making a text for each event costs, and hardly any query asks for it.
    this.#pointsAt = plan.query.text.includes('@ptr') ? name : undefined;
    const inJson = plan.discovered.filter(({ isOfService }) => !isOfService);
    this.#slots = inJson.map(({ slot }) => slot);
    this.#identities = this.#slots.map((slot) => plan.identities.has(slot));
    this.#fields = inJson.length > 0 ? table.fields(inJson.map(({ path }) => path)) : undefined;
    this.#values = new MessageValues(plan, memory);
    this.readsMessages = this.#values.isAsked || plan.discovered.length > 0;
    const fields = this.#fields;
    const wanted = fields && new Map(inJson.map(({ path }, i) => [path, fields.resultOf(i)]));
    this.readsOrigin = plan.readsOrigin;
    this.#wantsAll = plan.windows.some(({ startMs, endMs }) => startMs === -Infinity && endMs === Infinity);
    this.readsTime = plan.readsTime || !this.#wantsAll;
    this.#shapes = wanted && new JsonShapes(memory, MESSAGE_SHAPES, table.results, wanted);
    this.fieldsAlone = this.#values.isAsked ? undefined : wanted;
  }

  /** True when an event of this time is asked for. */
  wants(ms: number): boolean {
    if (this.#wantsAll) return true;
    for (const { startMs, endMs } of this.#plan.windows) if (ms >= startMs && ms <= endMs) return true;
    return false;
  }

  /** Says which part of the chunk comes next. @param isWhole true when nearly all of its messages will be taken. */
  begin(start: number, end: number, isWhole: boolean): void {
    this.#values.begin(start, end, isWhole && !this.#leaveOut);
  }

  /** Takes an event whose message stands between two places of the chunk. */
  take(ms: number, from: number, to: number, at: number, origin?: Origin): void {
    this.takeAt(ms, DATA + from, DATA + to, at, origin);
  }

  /** Takes an event whose message stands between two places of the memory. */
  takeAt(ms: number, from: number, to: number, at: number, origin?: Origin): void {
    if (!this.wants(ms) || this.#leaveOut?.(ms)) return;
    if (this.#scan.runAlike) {
      this.#takeAlike(ms, this.#scan.runAlike);
      return;
    }
    const row = this.#row;
    const { discovered, isOfServices, isInLines } = this.#plan;
    if (this.#values.isAsked) this.#values.fill(row, from, to);
    if (discovered.length > 0) {
      const looked = this.#look(from, to);
      const mayBe = () => isOfServices || (isInLines && this.#memory.all.subarray(from, to).includes(BRACE));
      if (looked === READ || (looked === NO_OBJECT && !mayBe())) this.#fill(looked === READ);
      else this.#scan.discover(this.#memory.all.toString('utf8', from, to), row);
    }
    this.#run(ms, at, origin);
  }

  /** Takes an event whose fields are noted where `fieldsAlone` says. */
  takeNoted(ms: number, at: number, origin: Origin | undefined): void {
    if (!this.wants(ms) || this.#leaveOut?.(ms)) return;
    this.#fill(true);
    this.#run(ms, at, origin);
  }

  /** Looks for the fields between two places of the memory: what `JsonFields.read` says. */
  #look(from: number, to: number): number {
    if (!this.#fields) return READ + 1;
    if (this.#shapes && this.#shapes.match(from, to) >= 0) return READ;
    const looked = this.#fields.read(from, to);
    if (looked === READ) this.#shapes?.learn(from, to);
    return looked;
  }

  /** Takes an event whose message is a text of its own. */
  takeText(ms: number, message: string, at: number, origin?: Origin): void {
    if (!this.wants(ms)) return;
    if (this.#scan.runAlike) {
      this.#takeAlike(ms, this.#scan.runAlike);
      return;
    }
    const bytes = encode(message);
    this.#values.fillText(this.#row, bytes);
    if (this.#plan.discovered.length > 0) this.#scan.discover(decode(bytes), this.#row);
    this.#run(ms, at, origin);
    // A long text that stayed here would be kept with each of the rows that follow.
    this.#row[MESSAGE] = undefined;
  }

  /** Takes an event as JSON, which is a text of its own. @param mayBeItself true where it may have no envelope. */
  takeJson(text: string, at: number, mayBeItself: boolean): void {
    const json = parseJson(text);
    const event = readJsonEvent(json);
    if (!event) {
      this.broken(at);
      return;
    }
    this.scanned.records++;
    if (mayBeItself && isEventItself(json as object)) this.takeText(event.timestamp, text, at, {});
    else if (event.message !== '') this.takeText(event.timestamp, event.message, at, event);
  }

  /** Takes what has come and was not taken yet. */
  end(): void {
    if (this.#alike > 0) this.#scan.runAlike?.take(this.#row, this.#alike);
    this.#alike = 0;
  }

  #takeAlike(ms: number, { ms: width, offsetMs }: { ms: number; offsetMs: number }): void {
    if (ms >= this.#from && ms < this.#until) {
      this.#alike++;
      return;
    }
    this.end();
    this.#from = width === Infinity ? -Infinity : floorTime(ms, { ms: width, offsetMs });
    this.#until = this.#from === -Infinity ? Infinity : this.#from + width;
    this.#row[TIMESTAMP] = ms;
    this.#alike = 1;
  }

  broken(at: number, lines = 1): void {
    this.scanned.broken += lines;
    this.scanned.firstBroken ??= at;
  }

  #fill(isObject: boolean): void {
    const row = this.#row;
    if (this.#slots.length < this.#plan.discovered.length) for (const { slot } of this.#plan.discovered) row[slot] = undefined;
    for (let i = 0; i < this.#slots.length; i++)
      row[this.#slots[i] as number] = isObject ? this.#fields?.value(i, this.#identities[i]) : undefined;
  }

  #run(ms: number, at: number, origin: Origin | undefined): void {
    const row = this.#row;
    if (this.readsTime) row[TIMESTAMP] = ms;
    if (origin) {
      row[LOG_STREAM] = origin.logStream ?? this.#name;
      row[LOG] = origin.log;
      row[INGESTION_TIME] = origin.ingestionTime;
    }
    if (this.#pointsAt !== undefined) row[PTR] = `${this.#pointsAt}:${at}`;
    this.#scan.run(row);
  }
}

/** Reads the events in a run of bytes. Chunks come in order; each begins and ends between two records of the form. */
export interface Scanner {
  /** @param at where the chunk's first byte is in the file. */
  scan(bytes: Buffer, start: number, end: number, at: number): void;
  /**
   * Where the last record that is surely whole ends, at most `end`; `start` when none does.
   * @param last true when nothing follows.
   */
  cut(bytes: Buffer, start: number, end: number, last: boolean): number;
}
