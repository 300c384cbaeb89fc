import { threadId } from 'node:worker_threads';
import { type KnownText, type KnownTexts, knownTexts, makeKnown } from '../known-text.ts';
import {
  type Exports,
  type GlobExports,
  Instance,
  type JsonExports,
  type LineExports,
  Module,
  type ShapeExports,
  type TemplateExports,
} from './exports.ts';
import { GLOBS as GLOB_CODE } from './globs-kernel.ts';
import { JSON_OBJECTS } from './json-kernel.ts';
import { KERNEL } from './kernel.ts';
import { DATA, ENTRY_BYTES, LINES, PASSED, POWERS, RESULTS } from './layout.ts';
import { LINES as LINE_CODE } from './lines-kernel.ts';
import { rarest } from './rarest.ts';
import { SHAPES as SHAPE_CODE } from './shapes-kernel.ts';
import { TEMPLATES as TEMPLATE_CODE } from './templates-kernel.ts';

export { MOST_NEEDLES } from './layout.ts';

/** A text to look for, in bytes; with `ignoreCase` the case of its ASCII letters does not matter. */
export interface Needle {
  text: Buffer;
  ignoreCase: boolean;
}

let memories = 0;

const PAGE = 65_536;
/** A longer text is looked for by its begin: what is found may be more, never less. */
const LONGEST = 200;
const SLACK = 512;
const CAPITAL = 0x20;
const NOT_KEPT = -(2 ** 31);

const [module, ...others] = [KERNEL, LINE_CODE, JSON_OBJECTS, SHAPE_CODE, GLOB_CODE, TEMPLATE_CODE].map(
  (code) => new Module(Buffer.from(code, 'base64')),
) as [object, ...object[]];

/** A chunk of a file in WebAssembly's memory, and what is done to every byte of it. */
export class ScanMemory {
  readonly #exports: Exports;
  /** The functions of lines.wat and the other modules; their places are those in `all`. */
  readonly line: LineExports;
  readonly json: JsonExports;
  readonly shape: ShapeExports;
  readonly glob: GlobExports;
  readonly template: TemplateExports;
  #needles = 0;
  /** The chunk. Growing makes a new one, and new ones of all that follow. */
  buffer: Buffer;
  /** The whole memory, in which the chunk begins at DATA. */
  all: Buffer;
  ints: Int32Array<ArrayBuffer>;
  doubles: Float64Array<ArrayBuffer>;
  /** The texts that lines.wat knows, by their numbers. */
  readonly texts: KnownTexts = knownTexts(`${threadId} ${memories++}`);
  /** True when templates.wat was used, which knows texts of which none is made. */
  knowsTemplates = false;
  /** Where the results are that JsonFields reads: those of one object, or of one of many. */
  results = RESULTS;

  constructor(bytes: number) {
    this.#exports = new Instance(module).exports as Exports;
    const { memory } = this.#exports;
    const [lineCode, ...later] = others as [object, ...object[]];
    this.line = new Instance(lineCode, { kernel: { memory } }).exports as LineExports;
    const given = { kernel: { memory }, line: { intern: this.line.intern } };
    const [json, shape, glob, template] = later.map((code) => new Instance(code, given).exports);
    this.json = json as JsonExports;
    this.shape = shape as ShapeExports;
    this.glob = glob as GlobExports;
    this.template = template as TemplateExports;
    this.buffer = this.#resize(bytes);
    this.all = Buffer.from(memory.buffer);
    this.ints = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    for (let power = 0; power <= 15; power++) this.doubles[POWERS / 8 + power] = 10 ** power;
  }

  /** Twice the room, with what was there. */
  grow(): void {
    this.buffer = this.#resize(this.buffer.length * 2);
    const { buffer } = this.#exports.memory;
    this.all = Buffer.from(buffer);
    this.ints = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** Notes the next lines between two places of `all`, as lines.wat says. @param stamped also their times. */
  split(from: number, end: number, stamped: boolean): number {
    return this.line.split(from, end, Number(stamped));
  }

  /** Where `split` goes on. */
  get next(): number {
    return this.ints[LINES / 4 - 1] as number;
  }

  /** Passes the whole lines between two places of the chunk, and notes their numbers. Where the line begins that is not whole. */
  pass(from: number, end: number): number {
    return this.line.pass(DATA + from, DATA + end) - DATA;
  }

  /** How many of the lines that were passed look like an object. */
  get objectsPassed(): number {
    return this.ints[PASSED / 4] as number;
  }

  /** How many of them do not, and where the first of these begins in the chunk. */
  get othersPassed(): number {
    return this.ints[PASSED / 4 + 1] as number;
  }

  get firstOther(): number {
    return (this.ints[PASSED / 4 + 2] as number) - DATA;
  }

  /** Notes the line in which a place of the chunk lies as `split` does, and its time; `next` is where it ends then. */
  around(at: number, start: number, end: number): void {
    this.line.around(DATA + at, DATA + start, DATA + end);
  }

  /** Where the line ends in which a place of the chunk lies, at most at `end`. */
  lineEnd(at: number, end: number): number {
    return this.line.ends(DATA + at, DATA + end) - DATA;
  }

  /** Says what `find` looks for. @param needles at most `MOST_NEEDLES`, none of them empty. */
  lookFor(needles: Needle[]): void {
    const { buffer } = this.#exports.memory;
    const view = new DataView(buffer);
    const all = new Uint8Array(buffer);
    this.#needles = needles.length;
    needles.forEach(({ text, ignoreCase }, i) => {
      const entry = i * ENTRY_BYTES;
      const length = Math.min(text.length, LONGEST);
      const masks = Array.from(text.subarray(0, length), (byte) => (ignoreCase && isLetter(byte) ? CAPITAL : 0));
      const [first, second] = rarest(text.subarray(0, length));
      view.setInt32(entry, length, true);
      view.setInt32(entry + 4, first, true);
      view.setInt32(entry + 8, second, true);
      [first, second].forEach((place, k) => {
        all.fill((text[place] as number) | (masks[place] as number), entry + 16 + 32 * k, entry + 32 + 32 * k);
        all.fill(masks[place] as number, entry + 32 + 32 * k, entry + 48 + 32 * k);
      });
      masks.forEach((mask, k) => {
        all[entry + 80 + k] = (text[k] as number) | mask;
        all[entry + 288 + k] = mask;
      });
    });
  }

  /** The first place in the chunk, from one on and before another, where one of the texts stands; -1 when there is none. */
  find(from: number, end: number): number {
    const found = this.#exports.find(DATA + from, DATA + end, this.#needles);
    return found < 0 ? -1 : found - DATA;
  }

  /** How many lines that hold something are between two places; the last may have no end. */
  lines(from: number, end: number): number {
    const { buffer } = this;
    const ended = this.#exports.lines(DATA + from, DATA + end);
    if (from === end || buffer[end - 1] === 10) return ended;
    const lone = buffer[end - 1] === 13 && (end - 1 === from || buffer[end - 2] === 10);
    return lone ? ended : ended + 1;
  }

  /** The text of UTF-8 between two places of `all`. Texts that come again and again are made once. @param noted what `intern` says of it. */
  textAt(from: number, to: number, noted = this.line.intern(from, to)): string {
    if (noted === NOT_KEPT) return this.all.toString('utf8', from, to);
    const number = noted >= 0 ? noted : -1 - noted;
    return this.texts.all[number] ?? this.#make(number, from, to);
  }

  /** Which text stands between two places of `all`: one that is known, whose number is noted, or the text itself. */
  knownAt(from: number, to: number, known: KnownText, noted = this.line.intern(from, to)): KnownText | string {
    if (noted === NOT_KEPT) return this.all.toString('utf8', from, to);
    known.number = noted >= 0 ? noted : -1 - noted;
    if (noted < 0 || (this.knowsTemplates && this.texts.all[known.number] === undefined)) this.#make(known.number, from, to);
    return known;
  }

  /** Notes which texts some results have that stand so many bytes apart, and makes those that are new: see lines.wat. */
  knowAll(first: number, apart: number, count: number): void {
    let isNew = this.line.interns(first, apart, count);
    for (let at = first / 4; isNew > 0; at += apart / 4) {
      const [kind, from = 0, to = 0, flags = 0, , , noted = 0] = this.ints.subarray(at, at + 7);
      if (kind !== 1 || flags & 1 || noted >= 0 || noted === NOT_KEPT) continue;
      this.#make(-1 - noted, from, to);
      isNew--;
    }
  }

  #make(number: number, from: number, to: number): string {
    const text = this.all.toString('utf8', from, to);
    makeKnown(this.texts, number, text);
    return text;
  }

  /** True when a character of ASCII is written as \\u00.. somewhere in a part of the chunk. */
  hasEscapedAscii(from: number, end: number): boolean {
    return this.#exports.escaped(DATA + from, DATA + end) === 1;
  }

  #resize(bytes: number): Buffer {
    const { memory } = this.#exports;
    const missing = Math.ceil((DATA + bytes + SLACK) / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return Buffer.from(memory.buffer, DATA, bytes);
  }
}

const isLetter = (byte: number) => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
