import { KnownText } from '../known-text.ts';
import type { Value } from '../values.ts';
import {
  ENTRIES,
  KEY_BYTES,
  KEYS,
  KEYS_END,
  MOST_ENTRIES,
  MOST_NODES,
  MOST_RESULTS,
  NODE_BYTES,
  NODES,
  RESULT_BYTES,
  RESULTS,
} from './layout.ts';
import type { ScanMemory } from './scan-memory.ts';

/** What a look at bytes says: no object of JSON, a valid one, or ask JSON.parse. */
export const NO_OBJECT = 0;
export const READ = 1;

interface Node {
  keys: Map<string, { child: Node | undefined; result: number }>;
}

/** The tables of wanted fields in one memory. */
export class FieldTable {
  readonly #memory: ScanMemory;
  #nodes = 0;
  #entries = 0;
  #results = 0;
  #keyEnd = KEYS;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    // A part that was stopped by the time limit may have left the memory at one of many lines.
    memory.results = RESULTS;
  }

  /**
   * Makes ready to read some fields from bytes; undefined when json.wat cannot.
   * @param paths keys and indexes joined by dots. A key may have dots itself, so each dot may be one or stand between two keys.
   */
  fields(paths: readonly string[]): JsonFields | undefined {
    const root: Node = { keys: new Map() };
    for (const [i, path] of paths.entries()) {
      const parts = path.split('.');
      if (parts.length > MOST_PARTS || parts.includes('')) return undefined;
      plant(root, parts, this.#results + i);
    }
    const [nodes, entries, keyBytes] = sizeOf(root);
    if (
      this.#results + paths.length > MOST_RESULTS ||
      this.#nodes + nodes > MOST_NODES ||
      this.#entries + entries > MOST_ENTRIES ||
      this.#keyEnd + keyBytes > KEYS_END
    )
      return undefined;
    const first = this.#results;
    this.#results += paths.length;
    return new JsonFields(this.#memory, this.#write(root), first, this.#results);
  }

  /** How many results are noted, of all fields. */
  get results(): number {
    return this.#results;
  }

  #write(node: Node): number {
    const { ints, all } = this.#memory;
    const number = this.#nodes++;
    const begin = this.#entries;
    this.#entries += node.keys.size;
    ints[(NODES + number * NODE_BYTES) / 4] = ENTRIES + begin * KEY_BYTES;
    ints[(NODES + number * NODE_BYTES) / 4 + 1] = node.keys.size;
    for (const [i, [key, { child, result }]] of [...node.keys].entries()) {
      const at = ENTRIES + (begin + i) * KEY_BYTES;
      const bytes = Buffer.from(key);
      all.fill(0, at, at + KEY_BYTES);
      bytes.copy(all, this.#keyEnd);
      bytes.copy(all, at + 8, 0, 8);
      all.fill(0xff, at + 16, at + 16 + Math.min(8, bytes.length));
      ints[at / 4] = bytes.length;
      ints[at / 4 + 1] = this.#keyEnd;
      ints[at / 4 + 6] = child ? this.#write(child) : -1;
      ints[at / 4 + 7] = result;
      ints[at / 4 + 8] = /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
      this.#keyEnd += bytes.length;
    }
    return number;
  }
}

/** With more dots there are too many ways to cut a path into keys. */
const MOST_PARTS = 4;

function plant(node: Node, parts: string[], result: number): void {
  for (let taken = 1; taken <= parts.length; taken++) {
    const key = parts.slice(0, taken).join('.');
    const entry = node.keys.get(key) ?? { child: undefined, result: -1 };
    node.keys.set(key, entry);
    if (taken === parts.length) entry.result = result;
    else {
      entry.child ??= { keys: new Map() };
      plant(entry.child, parts.slice(taken), result);
    }
  }
}

/** How many nodes, entries and bytes of keys. */
function sizeOf(node: Node): [number, number, number] {
  const sum: [number, number, number] = [1, node.keys.size, 0];
  for (const [key, { child }] of node.keys) {
    sum[2] += Buffer.byteLength(key);
    if (child) for (const [i, n] of sizeOf(child).entries()) sum[i] = (sum[i] as number) + n;
  }
  return sum;
}

const ESCAPED = 1;
/** The text stands in a text of JSON. */
const TWICE = 4;

/** Some fields of an object of JSON, read from its bytes. */
export class JsonFields {
  readonly #memory: ScanMemory;
  readonly #root: number;
  readonly #first: number;
  readonly #last: number;
  /** One for each field whose texts are only told apart. */
  readonly #known: KnownText[] = [];

  constructor(memory: ScanMemory, root: number, first: number, last: number) {
    this.#memory = memory;
    this.#root = root;
    this.#first = first;
    this.#last = last;
  }

  /** Looks at the bytes between two places of `all`: NO_OBJECT, READ or another number when it is not sure. */
  read(from: number, to: number): number {
    return this.#memory.json.object(from, to, this.#root, this.#first, this.#last);
  }

  /** The number of the field among all that are noted in the memory. */
  resultOf(field: number): number {
    return this.#first + field;
  }

  /** True when the object that was read last has a member that is none of the fields. */
  hasOthers(): boolean {
    let noted = 0;
    for (let field = this.#last - this.#first - 1; field >= 0; field--) if (this.kind(field) !== 0) noted++;
    return this.#memory.json.members.value > noted;
  }

  /** What kind of value the field with a number has: see json.wat. */
  kind(field: number): number {
    return this.#memory.ints[this.#at(field)] as number;
  }

  /** Where the field's text begins in `all`, and where it ends; the text is as it stands in JSON. */
  begin(field: number): number {
    return this.#memory.ints[this.#at(field) + 1] as number;
  }

  end(field: number): number {
    return this.#memory.ints[this.#at(field) + 2] as number;
  }

  isEscaped(field: number): boolean {
    return ((this.#memory.ints[this.#at(field) + 3] as number) & ESCAPED) !== 0;
  }

  /**
   * The value of the field, as `fromJson` of what JSON.parse gives with exact numbers.
   * @param isIdentity a KnownText will do.
   */
  value(field: number, isIdentity = false): Value {
    const at = this.#at(field);
    const { ints, all } = this.#memory;
    switch (ints[at]) {
      case 1:
        return this.#text(at, isIdentity ? field : -1);
      case 2:
        return this.#memory.doubles[at / 2 + 2];
      case 3:
        return numberOf(all.toString('latin1', ints[at + 1], ints[at + 2]));
      case 4:
        return 1;
      case 5:
        return 0;
      default:
        return undefined;
    }
  }

  #at(field: number): number {
    return (this.#memory.results + (this.#first + field) * RESULT_BYTES) >> 2;
  }

  /** @param known the field whose text is only told apart; -1 where it is asked for itself. */
  #text(at: number, known: number): Value {
    const { ints, all, results } = this.#memory;
    const [from, to, flags] = [ints[at + 1] as number, ints[at + 2] as number, ints[at + 3] as number];
    if (flags & ESCAPED) {
      const text = JSON.parse(`"${all.toString('utf8', from, to)}"`) as string;
      return flags & TWICE ? (JSON.parse(`"${text}"`) as string) : text;
    }
    const noted = results === RESULTS ? this.#memory.line.intern(from, to) : (ints[at + 6] as number);
    if (known < 0) return this.#memory.textAt(from, to, noted);
    this.#known[known] ??= new KnownText(this.#memory.texts);
    return this.#memory.knownAt(from, to, this.#known[known], noted);
  }
}

function numberOf(text: string): Value {
  const number = Number(text);
  return !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? text : number;
}
