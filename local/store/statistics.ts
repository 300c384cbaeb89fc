/** All that is known of the samples of one period. */
export interface Cell {
  count: number;
  min: number;
  max: number;
  sum: number;
  /** Values with how often each came; absent when all were alike, or when nobody asked for them. */
  points?: Point[];
}

export type Point = [value: number, count: number];

export function cellOf(value: number): Cell {
  return { count: 1, min: value, max: value, sum: value };
}

/** Parts of a period as one; at least one of them. @param withPoints keeps the values, for percentiles. */
export function merged(parts: readonly Cell[], withPoints: boolean): Cell {
  const [only] = parts;
  if (parts.length === 1 && only && (withPoints || !only.points)) return only;
  const cell: Cell = { count: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0 };
  for (const { count, min, max, sum } of parts) {
    cell.count += count;
    cell.min = Math.min(cell.min, min);
    cell.max = Math.max(cell.max, max);
    cell.sum += sum;
  }
  if (withPoints && cell.min < cell.max) cell.points = parts.flatMap(pointsOf);
  return cell;
}

function pointsOf({ count, min, points }: Cell): Point[] {
  return points ?? [[min, count]];
}

const DIGITS = 3;

/** A cell whose values are kept to three digits, which is exact to half a percent: what is kept of an hour for its percentiles. */
export function rounded({ points, ...cell }: Cell): Cell {
  if (!points) return cell;
  const counts = new Map<number, number>();
  for (const [value, count] of points) {
    const near = Number(value.toPrecision(DIGITS));
    counts.set(near, (counts.get(near) ?? 0) + count);
  }
  return { ...cell, points: [...counts] };
}

/** True for a statistic that needs the single values of a period. */
export const isPercentile = (statistic: string): boolean => PERCENTILE.test(statistic);
const PERCENTILE = /^p(\d+(?:\.\d+)?)$/;

/**
 * A CloudWatch statistic of one period. A percentile is the smallest value that so many percent of the values reach at most.
 * @param statistic Minimum, Maximum, Average, Sum, SampleCount or a percentile such as p90.
 * @throws for any other statistic.
 */
export function statisticOfCell(statistic: string, cell: Cell): number {
  switch (statistic) {
    case 'Minimum':
      return cell.min;
    case 'Maximum':
      return cell.max;
    case 'Sum':
      return cell.sum;
    case 'SampleCount':
      return cell.count;
    case 'Average':
      return cell.sum / cell.count;
  }
  const percent = Number(PERCENTILE.exec(statistic)?.[1]);
  if (!(percent >= 0 && percent <= 100)) throw new Error(`unknown statistic ${statistic}`);
  const wanted = Math.max(1, Math.ceil((percent / 100) * cell.count));
  let passed = 0;
  for (const [value, count] of pointsOf(cell).toSorted(([a], [b]) => a - b)) {
    passed += count;
    // Rounded values may lie a little outside of what was seen.
    if (passed >= wanted) return Math.min(cell.max, Math.max(cell.min, value));
  }
  return cell.max;
}

/** The same of plain values; at least one. */
export function statisticOf(statistic: string, values: number[]): number {
  return statisticOfCell(statistic, merged(values.map(cellOf), isPercentile(statistic)));
}
