import { type Clock, TimeLimitError } from '../../functions/shared/ports.ts';

/** A clock for people, and one that nobody sets. */
export interface SteadyClock extends Clock {
  /** Milliseconds since any moment; they only grow. Absent for a clock that is never set, such as a simulated one. */
  elapsed?(): number;
}

/** Something that is done again and again, by itself and never twice at once. */
export interface Round {
  name: string;
  everyMs: number;
  /** It is given up after so long, so that the next can begin. */
  limitMs: number;
  /** @default at once */
  firstAfterMs?: number;
  /** Whether it shall not wait for its time; asked each time that rounds are looked at, and true once for each wish. */
  isWanted?(): boolean;
  run(): Promise<unknown>;
}

/** The two clocks at one moment. */
export interface Moment {
  elapsedMs: number;
  wallMs: number;
}

/** When a round is due, and when it was looked at last. */
export interface Due {
  atElapsedMs: number;
  seen: Moment;
}

/** A clock that is set by less is no sleep of the machine. */
const LEAST_SLEEP_MS = 30_000;
/** Clocks are looked at so often at least, for no timer says that the machine slept. */
const LOOK_EVERY_MS = 5_000;

/**
 * True when a round is due: its time has passed by the clock that nobody sets, or the machine slept, in which time that clock stands still
 * and the one on the wall goes on (clock_gettime(2), CLOCK_MONOTONIC).
 */
export function isDue({ atElapsedMs, seen }: Due, now: Moment): boolean {
  const sleptMs = now.wallMs - seen.wallMs - (now.elapsedMs - seen.elapsedMs);
  return now.elapsedMs >= atElapsedMs || sleptMs >= LEAST_SLEEP_MS;
}

/** When it is due next: whole intervals after the last time, so that it does not drift; what was missed is not made up for. */
export function dueAfter({ atElapsedMs }: Due, now: Moment, everyMs: number): Due {
  const missed = Math.floor((now.elapsedMs - atElapsedMs) / everyMs);
  return { atElapsedMs: missed >= 0 ? atElapsedMs + (missed + 1) * everyMs : now.elapsedMs + everyMs, seen: now };
}

export interface RoundPorts {
  /** Its sleeps end when the rounds are stopped. */
  clock: SteadyClock;
  failed(name: string, error: Error): void;
}

/**
 * Runs rounds until it is stopped, then waits for those that are under way. One that hangs or fails stops no other; one that takes longer
 * than its interval begins again at its next time.
 */
export async function keepRounds(rounds: Round[], { clock, failed }: RoundPorts, signal: AbortSignal): Promise<void> {
  const now = (): Moment => ({ wallMs: clock.now(), elapsedMs: clock.elapsed?.() ?? clock.now() });
  const begun = now();
  const due = new Map(
    rounds.map((r): [Round, Due] => [r, { atElapsedMs: begun.elapsedMs + (r.firstAfterMs ?? 0), seen: begun }]),
  );
  const running = new Map<Round, Promise<void>>();
  while (!signal.aborted) {
    const at = now();
    for (const round of rounds) {
      const before = due.get(round) as Due;
      if (!isDue(before, at) && (running.has(round) || !round.isWanted?.())) {
        due.set(round, { ...before, seen: at });
        continue;
      }
      due.set(round, dueAfter(before, at, round.everyMs));
      if (running.has(round)) continue;
      const ended = limited(round.run(), round.limitMs, clock, signal)
        .catch((error: Error) => failed(round.name, error))
        .then(() => void running.delete(round));
      running.set(round, ended);
    }
    const nextMs = Math.min(...rounds.map((r) => (due.get(r) as Due).atElapsedMs)) - now().elapsedMs;
    await clock.sleep(Math.min(LOOK_EVERY_MS, Math.max(1, nextMs)));
  }
  await Promise.all(running.values());
}

/** Waits for work no longer than `ms` of the clock that the work itself goes by; once all is stopped, to its end. @throws TimeLimitError */
export async function limited(work: Promise<unknown>, ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  await Promise.race([ended, clock.sleep(ms)]);
  if (!isOver && !signal.aborted) {
    // What it does later is nobody's business.
    ended.catch(() => {});
    throw new TimeLimitError(`it did not end within ${ms / 1000} s`);
  }
  await ended;
}
