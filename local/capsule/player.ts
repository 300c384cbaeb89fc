import type { Span } from './take-capsule.ts';

/** How fast a past may be played, in seconds of it for each second of the reader. */
export const SPEEDS = [1, 10, 60, 300];

/** What somebody asks of a player; what is left out stays. */
export interface PlayAsked {
  isPlaying?: boolean;
  speed?: number;
  /** Epoch ms. */
  toMs?: number;
}

/** The time of a past that is played: it stands, runs at some speed, and can be set to any moment. It stops at the end. */
export class Player {
  readonly #span: Span;
  readonly #elapsed: () => number;
  #base: { ms: number; elapsedMs: number };
  #speed = 60;
  #isPlaying = false;

  /** @param atMs where it stands at first, epoch ms. @param elapsed ms of a clock that nobody sets. */
  constructor(span: Span, atMs: number, elapsed: () => number) {
    this.#span = span;
    this.#elapsed = elapsed;
    this.#base = { ms: this.#within(atMs), elapsedMs: elapsed() };
  }

  /** Epoch ms. */
  now = (): number => {
    const { ms, elapsedMs } = this.#base;
    return this.#within(this.#isPlaying ? ms + (this.#elapsed() - elapsedMs) * this.#speed : ms);
  };

  /** 0 while it stands. */
  get speed(): number {
    return this.isPlaying ? this.#speed : 0;
  }

  /** The speed that was chosen, also while it stands. */
  get chosenSpeed(): number {
    return this.#speed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying && this.now() < this.#span.untilMs;
  }

  /** Played at the end it begins anew. */
  play({ isPlaying = this.isPlaying, speed = this.#speed, toMs = this.now() }: PlayAsked): void {
    const isAtEnd = isPlaying && !this.isPlaying && toMs >= this.#span.untilMs;
    this.#base = { ms: this.#within(isAtEnd ? this.#span.fromMs : toMs), elapsedMs: this.#elapsed() };
    this.#speed = speed;
    this.#isPlaying = isPlaying;
  }

  #within(ms: number): number {
    return Math.min(this.#span.untilMs, Math.max(this.#span.fromMs, Math.floor(ms)));
  }
}

/** Reads what the page asks. @returns undefined for what is no wish that is known. */
export function readPlayAsked(body: unknown): PlayAsked | undefined {
  const { isPlaying, speed, toMs } = (body ?? {}) as Record<string, unknown>;
  const isRight =
    (isPlaying === undefined || typeof isPlaying === 'boolean') &&
    (speed === undefined || SPEEDS.includes(speed as number)) &&
    (toMs === undefined || Number.isFinite(toMs));
  if (!isRight) return undefined;
  return {
    ...(isPlaying !== undefined && { isPlaying: isPlaying as boolean }),
    ...(speed !== undefined && { speed: speed as number }),
    ...(toMs !== undefined && { toMs: toMs as number }),
  };
}
