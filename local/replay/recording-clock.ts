import type { LogEvent } from '../../insights/index.ts';
import { MOST_OFFSET_MS, QUARTER_HOUR_MS } from '../lines/quarter-hours.ts';
import type { Sample } from './series.ts';

interface Span {
  from: number;
  to: number;
}

/** Log and series of one recording cover nearly the same time by the right clock, and hardly any by a wrong one. */
const RIGHT = 0.9;
const WRONG = 0.5;

/**
 * How far the clock of a log is ahead of that of its series, ms: the whole quarter hours by which it covers the series' time.
 * 0 unless that is clear; a recording that is longer than the difference needs its time zone named.
 */
export function offsetBySpan(events: LogEvent[], series: Sample[]): number {
  const [first, last] = [events[0], events.at(-1)];
  const [begin, end] = [series[0], series.at(-1)];
  if (!first || !last || !begin || !end) return 0;
  const log = { from: first.timestamp, to: last.timestamp };
  const asked = { from: begin.atMs, to: end.atMs };
  const shorter = Math.min(log.to - log.from, asked.to - asked.from);
  const covered = (offset: number) => overlap({ from: log.from - offset, to: log.to - offset }, asked);
  if (covered(0) >= WRONG * shorter) return 0;
  let best = 0;
  for (let offset = -MOST_OFFSET_MS; offset <= MOST_OFFSET_MS; offset += QUARTER_HOUR_MS) {
    const isBetter = covered(offset) - covered(best) || Math.abs(best) - Math.abs(offset);
    if (isBetter > 0) best = offset;
  }
  return covered(best) >= RIGHT * shorter ? best : 0;
}

const overlap = (a: Span, b: Span) => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
