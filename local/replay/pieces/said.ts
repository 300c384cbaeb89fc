import type { Mark } from '../log-marks.ts';

/**
 * What the lines of a piece say of their process, in their order: four numbers for each that counts, see {@link Said}. Most turns of the
 * event loop within one second change nothing, and are left out.
 */
export interface SaidInPiece {
  rows: Float64Array<ArrayBuffer>;
  /** The names of collections that were missing, by the last number. */
  names: string[];
  /** How many lines the piece has. */
  lines: number;
}

/** One line that says something, or whose time counts. */
export interface Said {
  atMs: number;
  /** The place of the line in the log. */
  place: number;
  mark?: Mark;
  /** The collection that it says is missing. */
  missing?: string;
}

const WHATS = ['start', 'up', 'down', 'begin', 'end', 'access'] as const;
const [LINE, MISSING] = [-1, -2];
const HEALTH = 8;
const STRIDE = 4;
/** See `WaitsOfLife`: a request that took less shows no wait by itself. */
const LEAST_TOOK_MS = 2_000;

type OfLine = Omit<Mark, 'atMs'>;

/** Writes down what the lines of a piece say. */
export class Saying {
  readonly #rows: number[] = [];
  readonly #names: string[] = [];
  #lines = 0;
  #atMs = 0;
  #beforeMs = 0;
  /** The moment of the last turn that was written, and the newest turn of that moment that was not. */
  #turnMs = Number.NaN;
  #held: { mark: OfLine; place: number } | undefined;

  /** A line, in the order of the log. */
  line(atMs: number): void {
    if (atMs !== this.#atMs) this.#release();
    // The first is written unless it says something itself: before a start stands the line before it.
    if (this.#lines === 1 && this.#rows.length === 0) this.#write(LINE, 0, -1);
    this.#beforeMs = this.#atMs;
    this.#atMs = atMs;
    this.#lines++;
  }

  /** What the newest line says. */
  mark(mark: OfLine): void {
    const place = this.#lines - 1;
    const { what, health, tookMs = 0 } = mark;
    const isTurn = what === 'begin' || what === 'end' || what === 'access';
    if (isTurn && !health && tookMs < LEAST_TOOK_MS && this.#turnMs === this.#atMs) {
      this.#held = { mark, place };
      return;
    }
    this.#release();
    // When a process begins, it counts when the line before was.
    if (what === 'start' && place > 0) this.#rows.push(this.#beforeMs, LINE, place - 1, -1);
    this.#turnMs = isTurn ? this.#atMs : Number.NaN;
    this.#writeMark(this.#atMs, mark, place);
  }

  /** The newest line says that a collection is missing. */
  missing(name: string): void {
    let i = this.#names.indexOf(name);
    if (i < 0) i = this.#names.push(name) - 1;
    this.#write(MISSING, this.#lines - 1, i);
  }

  end(): SaidInPiece {
    this.#release();
    if (this.#lines > 0) this.#write(LINE, this.#lines - 1, -1);
    return { rows: Float64Array.from(this.#rows), names: this.#names, lines: this.#lines };
  }

  #release(): void {
    if (this.#held) this.#writeMark(this.#turnMs, this.#held.mark, this.#held.place);
    this.#held = undefined;
  }

  #write(code: number, place: number, value: number): void {
    this.#rows.push(this.#atMs, code, place, value);
  }

  #writeMark(atMs: number, { what, health, status, tookMs }: OfLine, place: number): void {
    this.#rows.push(atMs, WHATS.indexOf(what) + (health ? HEALTH : 0), place, status ?? tookMs ?? -1);
  }
}

/** Reads what was written down. @param lines how many lines of the log stand before the piece. */
export function saidIn({ rows, names }: SaidInPiece, lines: number): Said[] {
  return Array.from({ length: rows.length / STRIDE }, (_, i) => {
    const [atMs, code, place, value] = rows.subarray(i * STRIDE, (i + 1) * STRIDE) as unknown as [number, number, number, number];
    const said: Said = { atMs, place: place + lines };
    if (code === MISSING) return { ...said, missing: names[value] as string };
    if (code === LINE) return said;
    const what = WHATS[code & (HEALTH - 1)] as Mark['what'];
    const more = value < 0 ? {} : what === 'access' ? { status: value } : { tookMs: value };
    return { ...said, mark: { atMs, what, ...more, ...(code >= HEALTH && { health: true as const }) } };
  });
}
