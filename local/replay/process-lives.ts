import type { Mark } from './log-marks.ts';

/** A time in which AtlasML's process accepts connections, whether it answers them or not. Epoch ms. */
export interface Life {
  fromMs: number;
  toMs: number;
  /** What its lines say, in the order of time. */
  marks: Mark[];
}

/** Docker asks every 30 s: with somebody asking, this long without a line is a silence. */
export const SILENCE_MS = 35_000;

/**
 * When AtlasML's process could be connected to, by the lines of its log:
 * - from "Application startup complete", or from the first line of a log that begins in its midst;
 * - to "Shutting down", "Application startup failed", "Finished server process" or the port that is taken;
 * - a new start without such a line, or a silence at the log's end: it was killed right after its last line. Only a request
 *   that was begun before a silence, and not ended, shows that it lived on and hung.
 * @param lineTimes of all lines of the log, by their places. @param untilMs up to when the log would have held further lines.
 */
export function livesIn(marks: Mark[], lineTimes: number[], untilMs: number): Life[] {
  const lives: Life[] = [];
  const first = marks[0];
  let life: Life | undefined =
    first && first.what !== 'start' ? { fromMs: lineTimes[0] ?? 0, toMs: untilMs, marks: [] } : undefined;
  const close = (toMs: number) => {
    if (life) lives.push({ ...life, toMs: Math.max(life.fromMs, toMs) });
    life = undefined;
  };
  for (const mark of marks) {
    if (mark.what === 'up') life ??= { fromMs: mark.atMs, toMs: untilMs, marks: [] };
    else if (mark.what === 'down') close(mark.atMs);
    else if (mark.what === 'start') close(deathMs(life, lineTimes[mark.index - 1] ?? mark.atMs, mark.atMs));
    else life?.marks.push(mark);
  }
  const lastMs = lineTimes.at(-1) ?? 0;
  close(untilMs - lastMs > SILENCE_MS ? deathMs(life, lastMs, untilMs) : untilMs);
  return lives;
}

function deathMs(life: Life | undefined, lastLineMs: number, nextMs: number): number {
  const hung = nextMs - lastLineMs > SILENCE_MS && life?.marks.at(-1)?.what === 'begin';
  return hung ? nextMs : lastLineMs;
}
