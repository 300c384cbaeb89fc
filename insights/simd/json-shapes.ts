import { opened, type Piece, type Pieces, piecesOf } from './json-pieces.ts';
import { MOST_SHAPES, PIECE_BYTES, SHAPES_BYTES } from './layout.ts';
import type { ScanMemory } from './scan-memory.ts';

/** Where the values of paths are noted: see JsonFields.resultOf. */
export type Wanted = ReadonlyMap<string, number>;

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
  readonly #opens: boolean[] = [];
  #free: number;
  #left = MOST_LEARNT;
  #tried = 0;
  #fitted = 0;

  /** @param table where the shapes stand in the memory. @param results all that is noted has a lower number. */
  constructor(memory: ScanMemory, table: number, results: number, wanted: Wanted, inner?: Wanted) {
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
    this.#tried++;
    if (shape >= 0) this.#fitted++;
    else if (this.#tried > TRIED && this.#fitted * 2 < this.#tried) this.#left = -1;
    return shape;
  }

  /** True where the values in the object's message are noted, and not the message. */
  opens(shape: number): boolean {
    return this.#opens[shape] as boolean;
  }

  /** Takes a valid object for a pattern of those to come. */
  learn(from: number, to: number): void {
    const number = this.#opens.length;
    if (this.#left <= 0 || number === MOST_SHAPES) return;
    this.#left--;
    const whole = piecesOf(this.#memory.all.toString('utf8', from, to));
    if (!whole || this.#isNested(whole, this.#wanted)) return;
    const inside = this.#inner && this.#open(whole, from, to);
    const { pieces, rest } = inside ?? whole;
    if (!this.#write(number, pieces, rest)) return;
    this.#opens.push(inside !== undefined);
    this.#memory.ints[this.#table / 4] = number + 1;
  }

  #open(whole: Pieces, from: number, to: number): Pieces | undefined {
    const { message } = JSON.parse(this.#memory.all.toString('utf8', from, to)) as { message?: unknown };
    if (typeof message !== 'string' || !message.startsWith('{') || !isJson(message)) return undefined;
    const inner = piecesOf(message);
    return inner && !this.#isNested(inner, this.#inner as Wanted) ? opened(whole, 'message', inner) : undefined;
  }

  /** An object that is wanted as a whole is made by JSON.parse. */
  #isNested({ nested }: Pieces, wanted: Wanted): boolean {
    return [...wanted.keys()].some((path) => nested.has(path));
  }

  /** False when there is no room. */
  #write(number: number, pieces: Piece[], rest: string): boolean {
    const { all, ints } = this.#memory;
    const texts = [...pieces.map(({ before }) => before), rest].map((text) => Buffer.from(text));
    const begin = this.#free;
    let place = begin + texts.length * PIECE_BYTES;
    if (place + texts.reduce((sum, text) => sum + text.length, 0) + PIECE_BYTES > this.#table + SHAPES_BYTES) return false;
    texts.forEach((text, i) => {
      const piece = pieces[i];
      ints.set([place, text.length, piece ? this.#resultOf(piece) : -1, piece?.depth ?? END], begin / 4 + (i * PIECE_BYTES) / 4);
      place += text.copy(all, place);
    });
    this.#free = Math.ceil(place / PIECE_BYTES) * PIECE_BYTES;
    ints[this.#table / 4 + 4 + number] = begin;
    return true;
  }

  #resultOf({ path, depth }: Piece): number {
    const known = depth === 0 ? this.#wanted.get(path) : this.#inner?.get(path.slice(path.indexOf('\0') + 1));
    return known ?? -1;
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
