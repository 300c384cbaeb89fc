import { type Busy, type Gap, type Turn, WaitsOfLife } from './busy-times.ts';
import type { Mark } from './log-marks.ts';

/** A time in which AtlasML's process accepts connections, whether it answers them or not. Epoch ms. */
export interface Life {
  fromMs: number;
  toMs: number;
  /** The long waits in it. */
  gaps: Gap[];
}

/** Docker asks every 30 s: with somebody asking, this long without a line is a silence. */
export const SILENCE_MS = 35_000;

interface OpenLife {
  fromMs: number;
  lastTurn: Turn;
  waits: WaitsOfLife;
}

/**
 * When AtlasML's process could be connected to, by the lines of its log:
 * - from "Application startup complete", or from the first line of a log that begins in its midst;
 * - to "Shutting down", "Application startup failed", "Finished server process" or the port that is taken;
 * - a new start without such a line, or a silence at the log's end: it was killed right after its last line. Only a request
 *   that was begun before a silence, and not ended, shows that it lived on and hung.
 */
export class ProcessLives {
  readonly #lives: Life[] = [];
  #life: OpenLife | undefined;
  #firstMs: number | undefined;
  #lastMs = 0;
  #isMarked = false;

  /** A line in the order of time. @param mark what it says of the process, if it says anything. */
  add(atMs: number, mark: Mark | undefined): void {
    this.#firstMs ??= atMs;
    const beforeMs = this.#lastMs || atMs;
    this.#lastMs = atMs;
    if (!mark) return;
    if (!this.#isMarked && mark.what !== 'start') this.#begin(this.#firstMs);
    this.#isMarked = true;
    if (mark.what === 'up') {
      if (!this.#life) this.#begin(atMs);
    } else if (mark.what === 'down') this.#close(atMs);
    else if (mark.what === 'start') this.#close(this.#deathMs(beforeMs, atMs));
    else if (this.#life) {
      this.#life.waits.turn(this.#life.lastTurn, mark);
      this.#life.lastTurn = mark;
    }
  }

  /** The place of the life that goes on. */
  get open(): number | undefined {
    return this.#life && this.#lives.length;
  }

  /** @param untilMs up to when the log would have held further lines. */
  end(untilMs: number): Life[] {
    this.#close(untilMs - this.#lastMs > SILENCE_MS ? this.#deathMs(this.#lastMs, untilMs) : untilMs);
    return this.#lives;
  }

  #begin(fromMs: number): void {
    this.#life = { fromMs, lastTurn: { atMs: fromMs, what: 'up' }, waits: new WaitsOfLife() };
  }

  #close(atMs: number): void {
    if (!this.#life) return;
    const { fromMs, lastTurn, waits } = this.#life;
    const toMs = Math.max(fromMs, atMs);
    waits.turn(lastTurn, { atMs: toMs, what: 'down' });
    this.#lives.push({ fromMs, toMs, gaps: waits.gaps() });
    this.#life = undefined;
  }

  #deathMs(lastLineMs: number, nextMs: number): number {
    const hung = nextMs - lastLineMs > SILENCE_MS && this.#life?.lastTurn.what === 'begin';
    return hung ? nextMs : lastLineMs;
  }
}

/** The times of a life in which its event loop was busy. @param isAsked whether somebody asks for the health regularly. */
export const busyIn = ({ gaps }: Life, isAsked: boolean): Busy[] =>
  gaps.flatMap(({ isSure, fromMs, toMs }) => (isSure || (isAsked && toMs - fromMs > SILENCE_MS) ? [{ fromMs, toMs }] : []));
