import { MOST_HOURS } from '../shared/observation.ts';
import type { Datapoint } from '../shared/ports.ts';

const LEAST_SPAN_MS = 2 * 3_600_000;
/** A fall of this many points between neighbours is a restart; what came before says nothing about now. */
const RESTART_DROP = 10;
const HOUR_MS = 3_600_000;

/**
 * Hours until 100 percent by a straight line through the points (least squares) since the last restart.
 * @param points used percent in ascending time.
 * @returns at most MOST_HOURS; undefined when fewer than two hours are known.
 */
export function hoursToLimit(points: Datapoint[]): number | undefined {
  const steady = sinceRestart(points);
  const first = steady[0];
  const last = steady.at(-1);
  if (!first || !last || last.atMs - first.atMs < LEAST_SPAN_MS) return undefined;
  const slope = slopePerHour(steady);
  if (slope <= 0) return MOST_HOURS;
  return Math.min(MOST_HOURS, Math.max(0, (100 - last.value) / slope));
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
