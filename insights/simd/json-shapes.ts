import { opened, type Piece, type Pieces, piecesOf } from './json-pieces.ts';
import { LINE_BYTES, LINES, MANY, MANY_BYTES, MOST_SHAPES, PIECE_BYTES, RESULT_BYTES, RESULTS, SHAPES_BYTES } from './layout.ts';
import type { ScanMemory } from './scan-memory.ts';

/** Where the values of paths are noted: see JsonFields.resultOf. */
export type Wanted = ReadonlyMap<string, number>;

/** What an object of a shape is. */
export interface ShapeKind {
  /** True where it is the event, false where the event is in its message. */
  isItself: boolean;
  /** True where the values in the event are noted, and not its text. */
  isOpen: boolean;
}

/** So many objects are cut into pieces at most: one takes as long as reading a hundred. */
const MOST_LEARNT = 32;
/** After so many objects it must have been worth it. */
const TRIED = 1024;

/**
 * Reads objects of JSON that are written like one before them, as those of one service mostly are: between the values are the same bytes.
 * What is not so is nothing's loss but time: it goes the long way.
 */
export class JsonShapes {
  readonly #memory: ScanMemory;
  /** The paths of the object itself, and those of the object in the text `message` if that is to be opened. */
  readonly #wanted: Wanted;
  readonly #inner: Wanted | undefined;
  readonly #table: number;
  readonly #results: number;
  readonly #isItself: (json: object) => boolean;
  readonly #kinds: ShapeKind[] = [];
  #free: number;
  #left = MOST_LEARNT;
  #tried = 0;
  #fitted = 0;

  /**
   * @param table where the shapes stand in the memory. @param results all that is noted has a lower number.
   * @param isItself true of an object that is what is opened, and not its message.
   */
  constructor(
    memory: ScanMemory,
    table: number,
    results: number,
    wanted: Wanted,
    inner?: Wanted,
    isItself: (json: object) => boolean = () => false,
  ) {
    this.#isItself = isItself;
    this.#memory = memory;
    this.#table = table;
    this.#free = table + 64;
    this.#results = results;
    this.#wanted = wanted;
    this.#inner = inner;
    memory.ints[table / 4] = 0;
    memory.ints[table / 4 + 1] = 0;
  }

  /** The number of the object's shape; its values are noted then. Less than 0 where it has none. */
  match(from: number, to: number): number {
    if (this.#left < 0) return -1;
    const shape = this.#memory.shape.match(from, to, this.#results, this.#table);
    this.#count(1, shape >= 0 ? 1 : 0);
    return shape;
  }

  /**
   * Looks at some of the lines that `split` has noted, up to the first that has no shape. How many have one: `noted` reads their values then.
   * @param columns numbers of values whose texts will be asked for.
   */
  many(line: number, lines: number, columns: readonly number[]): number {
    if (this.#left < 0) return 0;
    const asked = Math.min(lines, Math.floor(MANY_BYTES / (this.#results * RESULT_BYTES)));
    const fitted = this.#memory.shape.many(LINES + line * LINE_BYTES, asked, this.#results, this.#table, MANY);
    this.#count(fitted < asked ? fitted + 1 : fitted, fitted);
    const apart = this.#results * RESULT_BYTES;
    for (const column of columns) this.#memory.knowAll(MANY + column * RESULT_BYTES, apart, fitted);
    return fitted;
  }

  /** Turns to the values of one of the lines that `many` looked at last, which is the given line of `split`; the number of its shape. */
  noted(one: number, line: number): number {
    this.#memory.results = MANY + one * this.#results * RESULT_BYTES;
    return this.#memory.ints[(LINES + line * LINE_BYTES) / 4 + 5] as number;
  }

  /** Turns back to the values of what is looked at by itself. */
  leave(): void {
    this.#memory.results = RESULTS;
  }

  #count(tried: number, fitted: number): void {
    this.#tried += tried;
    this.#fitted += fitted;
    if (fitted < tried && this.#tried > TRIED && this.#fitted * 2 < this.#tried) this.#left = -1;
  }

  kind(shape: number): ShapeKind {
    return this.#kinds[shape] as ShapeKind;
  }

  /** Takes a valid object for a pattern of those to come. */
  learn(from: number, to: number): void {
    const number = this.#kinds.length;
    if (this.#left <= 0 || number === MOST_SHAPES) return;
    this.#left--;
    const text = this.#memory.all.toString('utf8', from, to);
    const whole = piecesOf(text);
    if (!whole || this.#isNested(whole, this.#wanted)) return;
    const json = JSON.parse(text) as { message?: unknown };
    const isItself = this.#isItself(json);
    const inside = isItself ? undefined : this.#open(whole, json.message);
    const { pieces, rest } = inside ?? whole;
    const isOpen = inside !== undefined || (isItself && this.#isOpenItself(whole));
    if (!this.#write(number, pieces, rest, isOpen)) return;
    this.#kinds.push({ isItself, isOpen });
    this.#memory.ints[this.#table / 4] = number + 1;
  }

  /** True where one value is not wanted for two things. */
  #isOpenItself(whole: Pieces): boolean {
    const inner = this.#inner;
    return inner !== undefined && !this.#isNested(whole, inner) && ![...inner.keys()].some((path) => this.#wanted.has(path));
  }

  #open(whole: Pieces, message: unknown): Pieces | undefined {
    if (!this.#inner || typeof message !== 'string' || !message.startsWith('{') || !isJson(message)) return undefined;
    const inner = piecesOf(message);
    return inner && !this.#isNested(inner, this.#inner) ? opened(whole, 'message', inner) : undefined;
  }

  /** An object that is wanted as a whole is made by JSON.parse. */
  #isNested({ nested }: Pieces, wanted: Wanted): boolean {
    return [...wanted.keys()].some((path) => nested.has(path));
  }

  /** False when there is no room. */
  #write(number: number, pieces: Piece[], rest: string, isOpen: boolean): boolean {
    const { all, ints } = this.#memory;
    const texts = [...pieces.map(({ before }) => before), rest].map((text) => Buffer.from(text));
    const begin = this.#free;
    let place = begin + texts.length * PIECE_BYTES;
    if (place + texts.reduce((sum, text) => sum + text.length, 0) + PIECE_BYTES > this.#table + SHAPES_BYTES) return false;
    texts.forEach((text, i) => {
      const piece = pieces[i];
      ints.set(
        [place, text.length, piece ? this.#resultOf(piece, isOpen) : -1, piece?.depth ?? END],
        begin / 4 + (i * PIECE_BYTES) / 4,
      );
      place += text.copy(all, place);
    });
    this.#free = Math.ceil(place / PIECE_BYTES) * PIECE_BYTES;
    ints[this.#table / 4 + 4 + number] = begin;
    return true;
  }

  #resultOf({ path, depth }: Piece, isOpen: boolean): number {
    const own = depth === 0 ? this.#wanted.get(path) : undefined;
    return own ?? (isOpen ? this.#inner?.get(path.slice(path.indexOf('\0') + 1)) : undefined) ?? -1;
  }
}

const END = 2;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
