import { type FieldTable, type JsonFields, READ } from '../simd/json-fields.ts';
import { JsonShapes } from '../simd/json-shapes.ts';
import { DATA, LINE_BYTES, LINE_SHAPES, LINES, SCRATCH, SCRATCH_BYTES } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';
import type { Value } from '../values.ts';
import { ENVELOPE_KEYS, isEventItself } from './json-events.ts';
import { walkLines } from './line-walk.ts';
import type { Prefilter } from './prefilter.ts';
import type { EventSink, Origin, Scanner } from './scanner.ts';
import { cutAtLine } from './text-scanner.ts';

const [OPEN, CLOSED, RETURN] = Buffer.from('{}\r');
/** To pass so many lines takes as long as to look for one. */
const LEAST_PASSED = 8;
const TEXT = 1;
const NUMBER = 2;
const UNREAD_NUMBER = 3;

/**
 * Events as JSON, one a line, with an envelope or without. What is as usual is read from bytes; JSON.parse has the last word on all else.
 * The numbers of the envelope's fields are their places in ENVELOPE_KEYS.
 */
export class JsonLineScanner implements Scanner {
  readonly #sink: EventSink;
  readonly #memory: ScanMemory;
  readonly #prefilter: Prefilter | undefined;
  readonly #envelope: JsonFields | undefined;
  readonly #shapes: JsonShapes | undefined;
  /** Numbers of the values whose texts are asked for where nothing else of a message is. */
  readonly #columns: number[];
  readonly cut = cutAtLine;
  /** False once more than a few lines of a chunk had a hit. */
  #isRare = true;

  constructor(sink: EventSink, memory: ScanMemory, prefilter: Prefilter | undefined, table: FieldTable) {
    this.#sink = sink;
    this.#memory = memory;
    this.#prefilter = prefilter;
    this.#envelope = table.fields(ENVELOPE_KEYS);
    const envelope = this.#envelope;
    const wanted = envelope && new Map(ENVELOPE_KEYS.map((name, i) => [name, envelope.resultOf(i)]));
    this.#columns = [...(sink.fieldsAlone?.values() ?? []), ...(sink.readsOrigin && wanted ? wanted.values() : [])];
    this.#shapes = wanted && new JsonShapes(memory, LINE_SHAPES, table.results, wanted, sink.fieldsAlone, isEventItself);
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    this.#sink.begin(start, end, !this.#prefilter);
    this.#prefilter?.load(start, end);
    if (this.#prefilter && this.#isRare) this.#scanHits(bytes, start, end, at, this.#prefilter);
    else if (this.#shapes && !this.#prefilter && this.#sink.fieldsAlone) this.#scanMany(bytes, start, end, at, this.#shapes);
    else this.#scanAll(bytes, start, end, at);
  }

  /** Where few lines have a hit, the others are passed without a look at each. */
  #scanHits(bytes: Buffer, start: number, end: number, at: number, prefilter: Prefilter): void {
    const { scanned } = this.#sink;
    const before = scanned.records;
    let hits = 0;
    for (let from = start; from < end && !this.#sink.full(); ) {
      const hit = Math.min(end, prefilter.next(from));
      const begin = this.#memory.pass(from, hit);
      const { objectsPassed, othersPassed, firstOther } = this.#memory;
      scanned.records += objectsPassed;
      if (othersPassed > 0) this.#sink.broken(at + firstOther - start, othersPassed);
      if (begin >= end) break;
      const next = this.#memory.lineEnd(hit, end);
      const to = next > begin && bytes[next - 1] === RETURN ? next - 1 : next;
      from = next + 1;
      if (to === begin) continue;
      const isHit = hit < to;
      if (bytes[begin] !== OPEN || bytes[to - 1] !== CLOSED) this.#sink.broken(at + begin - start);
      else if (!isHit) scanned.records++;
      else if (!this.#takeBytes(begin, to, at + begin - start))
        this.#sink.takeJson(bytes.toString('utf8', begin, to), at + begin - start, true);
      if (isHit) hits++;
    }
    this.#isRare = hits * LEAST_PASSED < scanned.records - before;
  }

  #scanAll(bytes: Buffer, start: number, end: number, at: number): void {
    let hit = this.#prefilter?.next(start) ?? start;
    walkLines(this.#memory, start, end, false, (from, to) => {
      const isHit = hit < to;
      if (isHit && this.#prefilter) hit = this.#prefilter.next(to);
      this.#takeLine(bytes, from, to, at + from - start, isHit);
      return !this.#sink.full();
    });
  }

  /** Where all lines are taken apart: those that are written alike are looked at many at a time. */
  #scanMany(bytes: Buffer, start: number, end: number, at: number, shapes: JsonShapes): void {
    const memory = this.#memory;
    for (let next = DATA + start; next < DATA + end; next = memory.next) {
      const count = memory.split(next, DATA + end, false);
      for (let line = 0; line < count; ) {
        const many = shapes.many(line, count - line, this.#columns);
        for (let one = 0; one <= many && line < count; one++, line++) {
          const place = (LINES + line * LINE_BYTES) / 4;
          const [from, to] = [(memory.ints[place] as number) - DATA, (memory.ints[place + 1] as number) - DATA];
          const shape = one < many ? shapes.noted(one, line) : -1;
          const isTaken = shape >= 0 && shapes.kind(shape).isOpen && this.#take(shape, from, to, at + from - start);
          shapes.leave();
          if (!isTaken) this.#takeLine(bytes, from, to, at + from - start, true);
          if (this.#sink.full()) return;
        }
      }
    }
  }

  /** Also lines that are not taken apart must look like an object, so that most broken ones are counted. */
  #takeLine(bytes: Buffer, from: number, to: number, at: number, isHit: boolean): void {
    if (bytes[from] !== OPEN || bytes[to - 1] !== CLOSED) this.#sink.broken(at);
    else if (!isHit) this.#sink.scanned.records++;
    else if (!this.#takeBytes(from, to, at)) this.#sink.takeJson(bytes.toString('utf8', from, to), at, true);
  }

  /** False where JSON.parse must be asked. */
  #takeBytes(from: number, to: number, at: number): boolean {
    const event = this.#envelope;
    if (!event) return false;
    const shape = this.#shapes?.match(DATA + from, DATA + to) ?? -1;
    if (shape < 0 && event.read(DATA + from, DATA + to) !== READ) return false;
    return this.#take(shape, from, to, at);
  }

  /** Takes a line whose values are noted. */
  #take(shape: number, from: number, to: number, at: number): boolean {
    const event = this.#envelope as JsonFields;
    const { isItself, isOpen } =
      shape >= 0 ? (this.#shapes as JsonShapes).kind(shape) : { isItself: event.hasOthers(), isOpen: false };
    const received = event.kind(4);
    const hasMessage = event.kind(1) === TEXT || (isOpen && !isItself);
    if (event.kind(0) !== NUMBER || !hasMessage || received === UNREAD_NUMBER) return false;
    const ms = event.value(0) as number;
    const origin = this.#sink.readsOrigin ? (isItself ? {} : this.#originOf(event)) : undefined;
    if (isOpen || isItself) {
      this.#sink.scanned.records++;
      if (isOpen) this.#sink.takeNoted(ms, at, origin);
      else this.#sink.takeAt(ms, DATA + from, DATA + to, at, origin);
      if (shape < 0) this.#shapes?.learn(DATA + from, DATA + to);
      return true;
    }
    let [begin, end] = [event.begin(1), event.end(1)];
    if (event.isEscaped(1) && this.#sink.readsMessages) {
      if (end - begin > SCRATCH_BYTES) return false;
      const length = this.#memory.line.unescape(begin, end, SCRATCH);
      if (length < 0) return false;
      [begin, end] = [SCRATCH, SCRATCH + length];
    }
    this.#sink.scanned.records++;
    if (begin !== end) this.#sink.takeAt(ms, begin, end, at, origin);
    if (shape < 0) this.#shapes?.learn(DATA + from, DATA + to);
    return true;
  }

  #originOf(event: JsonFields): Origin {
    const textOf = (field: number): Value => (event.kind(field) === TEXT ? event.value(field) : undefined);
    return { logStream: textOf(2) ?? textOf(3), ingestionTime: event.kind(4) === NUMBER ? event.value(4) : undefined };
  }
}
