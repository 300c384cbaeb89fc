import type { Mark } from './log-marks.ts';

/** A time in which the event loop turned to nobody new. Epoch ms. */
export interface Busy {
  fromMs: number;
  toMs: number;
}

/** A longer time between two turns of the event loop. */
export interface Gap extends Busy {
  /** The lines around it show that the loop was busy; else only a silence that is too long does. */
  isSure: boolean;
}

/** The event loop turns: to a request that begins, ends or is answered; the first and the last turn of a life are its ends. */
export type Turn = Pick<Mark, 'atMs' | 'what' | 'tookMs'>;

/** Shorter waits fail no probe. */
const LEAST_MS = 2_000;
/** Stamps are whole seconds, and the lines of two pipes come a little out of order. */
const BLUR_MS = 1_000;
/** Docker asks every 30 s. */
const ASKED_EVERY_MS = 35_000;

/**
 * The long waits of one life. AtlasML's handlers block its event loop, so that between two of its turns everybody waits, if
 * - a request was being worked on all the while: it ends later, and its `took` goes back to before;
 * - the last turn began a request, and the next is no other beginning: one that ends in an exception has no `took`;
 * - or the time is too long for a service that Docker asks every 30 s.
 */
export class WaitsOfLife {
  readonly #gaps: Gap[] = [];
  readonly #worked: Busy[] = [];

  turn(last: Turn, next: Turn): void {
    const { atMs, what, tookMs = 0 } = next;
    if (tookMs >= LEAST_MS) this.#worked.push({ fromMs: atMs - tookMs, toMs: atMs });
    const gapMs = atMs - last.atMs;
    if (gapMs < LEAST_MS) return;
    const isSure = last.what === 'begin' && what !== 'begin' && (what !== 'down' || gapMs > ASKED_EVERY_MS);
    this.#gaps.push({ fromMs: last.atMs, toMs: atMs, isSure });
  }

  /** When nothing follows. */
  gaps(): Gap[] {
    const worked = this.#worked.sort((a, b) => a.fromMs - b.fromMs);
    let begun = 0;
    let endsMs = Number.NEGATIVE_INFINITY;
    // The gaps are in the order of time: whatever was begun before one of them was begun before the next, too.
    return this.#gaps.map((gap) => {
      for (; (worked[begun]?.fromMs ?? Number.POSITIVE_INFINITY) <= gap.fromMs + BLUR_MS; begun++)
        endsMs = Math.max(endsMs, (worked[begun] as Busy).toMs);
      return endsMs >= gap.toMs ? { ...gap, isSure: true } : gap;
    });
  }
}

/**
 * When a request that comes at `atMs` is answered, epoch ms: undefined when the loop is free. In the recordings a health
 * request is taken up at the end of the time in which it came, and answered at the end of the next, when that follows
 * without a pause.
 */
export function answeredAt(busy: Busy[], atMs: number): number | undefined {
  const place = lastBegunBy(busy, atMs);
  const own = busy[place];
  const next = busy[place + 1];
  if (!own || own.toMs <= atMs) return undefined;
  return next && next.fromMs - own.toMs <= BLUR_MS ? next.toMs : own.toMs;
}

/** The place of the last that had begun by then, by halving; -1 for none. @param spans in the order of time. */
export function lastBegunBy(spans: readonly { fromMs: number }[], atMs: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as { fromMs: number }).fromMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const LEAST_ASKED = 4;

/** Whether somebody asks for the health about every 30 s, as Docker does: only then is a silence a sign. */
export class HealthAsked {
  readonly #counts = new Map<number, number>();
  #lastMs: number | undefined;

  add(atMs: number): void {
    const gap = atMs - (this.#lastMs ?? atMs);
    this.#lastMs = atMs;
    if (gap > BLUR_MS) this.#counts.set(gap, (this.#counts.get(gap) ?? 0) + 1);
  }

  get isRegular(): boolean {
    const gaps = [...this.#counts].sort(([a], [b]) => a - b);
    const total = gaps.reduce((sum, [, count]) => sum + count, 0);
    let left = Math.floor(total / 2);
    const middle = gaps.find(([, count]) => {
      left -= count;
      return left < 0;
    });
    return total >= LEAST_ASKED && middle !== undefined && middle[0] <= ASKED_EVERY_MS;
  }
}
