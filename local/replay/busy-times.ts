import type { Mark } from './log-marks.ts';
import { type Life, SILENCE_MS } from './process-lives.ts';

/** A time in which the event loop turned to nobody new. Epoch ms. */
export interface Busy {
  fromMs: number;
  toMs: number;
}

/** Shorter waits fail no probe. */
const LEAST_MS = 2_000;
/** Stamps are whole seconds, and the lines of two pipes come a little out of order. */
const BLUR_MS = 1_000;

/**
 * When the event loop of a life was busy. AtlasML's handlers block it, so that between two of its turns (a request begun,
 * ended or answered) everybody waits, if
 * - a request was being worked on all the while: it ends later, and its `took` goes back to before;
 * - the last turn began a request, and the next is no other beginning: one that ends in an exception has no `took`;
 * - or the time is too long for a service that Docker asks every 30 s (`isAsked`).
 */
export function busyTimesIn({ fromMs, toMs, marks }: Life, isAsked: boolean): Busy[] {
  const turns = [{ atMs: fromMs, what: 'up' }, ...marks, { atMs: toMs, what: 'down' }];
  const worked = marks.flatMap(({ atMs, tookMs = 0 }) => (tookMs >= LEAST_MS ? [{ fromMs: atMs - tookMs, toMs: atMs }] : []));
  const busy: Busy[] = [];
  turns.slice(1).forEach((next, i) => {
    const turn = turns[i] as (typeof turns)[number];
    const gapMs = next.atMs - turn.atMs;
    if (gapMs < LEAST_MS) return;
    const isWorkedOn = worked.some((w) => w.fromMs <= turn.atMs + BLUR_MS && w.toMs >= next.atMs);
    const isBegun = turn.what === 'begin' && next.what !== 'begin' && (next.what !== 'down' || gapMs > SILENCE_MS);
    if (!isWorkedOn && !isBegun && !(isAsked && gapMs > SILENCE_MS)) return;
    busy.push({ fromMs: turn.atMs, toMs: next.atMs });
  });
  return busy;
}

/**
 * When a request that comes at `atMs` is answered, epoch ms: undefined when the loop is free. In the recordings a health
 * request is taken up at the end of the time in which it came, and answered at the end of the next, when that follows
 * without a pause.
 */
export function answeredAt(busy: Busy[], atMs: number): number | undefined {
  const place = busy.findIndex(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  const own = busy[place];
  const next = busy[place + 1];
  if (!own) return undefined;
  return next && next.fromMs - own.toMs <= BLUR_MS ? next.toMs : own.toMs;
}

const LEAST_ASKED = 4;

/** True when somebody asks for the health about every 30 s, as Docker does: only then is a silence a sign. */
export function isAskedForHealth(marks: Mark[]): boolean {
  const times = marks.filter((m) => m.health && m.what === 'begin').map((m) => m.atMs);
  const gaps = times
    .slice(1)
    .map((at, i) => at - (times[i] as number))
    .filter((gap) => gap > BLUR_MS)
    .sort((a, b) => a - b);
  return gaps.length >= LEAST_ASKED && (gaps[Math.floor(gaps.length / 2)] as number) <= SILENCE_MS;
}
