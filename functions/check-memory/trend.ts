import { MOST_HOURS } from '../shared/observation.ts';
import type { Datapoint } from '../shared/ports.ts';

const LEAST_SPAN_MS = 2 * 3_600_000;
/** A fall of this many points between neighbours is a restart; what came before says nothing about now. */
const RESTART_DROP = 10;
const HOUR_MS = 3_600_000;

/** How a usage grows, by a straight line (least squares) through what came since the last restart. */
export interface Growth {
  /** Percent points. */
  perHour: number;
  last: Datapoint;
  /** How long it was looked at since the restart. */
  spanMs: number;
}

/**
 * @param points used percent in ascending time.
 * @returns undefined when less than `leastSpanMs` is known since the last restart.
 */
export function growthOf(points: Datapoint[], leastSpanMs = LEAST_SPAN_MS): Growth | undefined {
  const steady = sinceRestart(points);
  const first = steady[0];
  const last = steady.at(-1);
  if (!first || !last || last.atMs - first.atMs < leastSpanMs) return undefined;
  return { perHour: slopePerHour(steady), last, spanMs: last.atMs - first.atMs };
}

/**
 * Hours until 100 percent by the growth since the last restart.
 * @param points used percent in ascending time.
 * @returns at most MOST_HOURS; undefined when fewer than two hours are known.
 */
export function hoursToLimit(points: Datapoint[]): number | undefined {
  const growth = growthOf(points);
  if (!growth) return undefined;
  const { perHour, last } = growth;
  if (perHour <= 0) return MOST_HOURS;
  return Math.min(MOST_HOURS, Math.max(0, (100 - last.value) / perHour));
}

const SHORT_MS = 10 * 60_000;
const LEAST_SHORT_SPAN_MS = 4 * 60_000;
/** What takes longer is the business of the long trend. */
const SOON_HOURS = 10 / 60;

/**
 * Hours until 100 percent by the growth of the last ten minutes, for memory that grows so fast that it is full within ten more.
 * @param points used percent of each minute, in ascending time. @returns undefined when it grows slower, or too little is known.
 */
export function soonToLimit(points: Datapoint[]): number | undefined {
  const newest = points.at(-1);
  const growth =
    newest &&
    growthOf(
      points.filter((p) => p.atMs > newest.atMs - SHORT_MS),
      LEAST_SHORT_SPAN_MS,
    );
  if (!growth || growth.perHour <= 0) return undefined;
  const hours = Math.max(0, (100 - growth.last.value) / growth.perHour);
  return hours <= SOON_HOURS ? hours : undefined;
}

function sinceRestart(points: Datapoint[]): Datapoint[] {
  const drop = points.findLastIndex((point, i) => i > 0 && (points[i - 1] as Datapoint).value - point.value > RESTART_DROP);
  return drop < 0 ? points : points.slice(drop);
}

function slopePerHour(points: Datapoint[]): number {
  const origin = (points[0] as Datapoint).atMs;
  const hours = points.map((p) => (p.atMs - origin) / HOUR_MS);
  const meanX = hours.reduce((sum, x) => sum + x, 0) / hours.length;
  const meanY = points.reduce((sum, p) => sum + p.value, 0) / points.length;
  let above = 0;
  let below = 0;
  points.forEach((point, i) => {
    const dx = (hours[i] as number) - meanX;
    above += dx * (point.value - meanY);
    below += dx * dx;
  });
  return below === 0 ? 0 : above / below;
}
