import { displayWidth, type QueryResult } from '../../insights/index.ts';
import { UsageError } from '../usage-error.ts';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const HEIGHT = 8;
const MOST_SERIES = 8;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

interface Series {
  name: string;
  /** By epoch ms. */
  values: Map<number, number>;
}

/**
 * Draws the time series of `stats … by bin(…)`: a chart for each number, and for each value of a further field.
 * A period without a row stands empty: it is not zero, for the service makes no row of nothing.
 * @throws UsageError when the result is no time series.
 */
export function plot({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>, width: number): string {
  const time = columns.find((c) => rows.length > 0 && rows.every((row) => TIME.test(row[c] ?? '')));
  const numbers = columns.filter(
    (c) => c !== time && rows.some((row) => row[c] !== undefined) && rows.every((row) => !Number.isNaN(Number(row[c] ?? 0))),
  );
  if (rows.length === 0) return 'no rows';
  if (!time || numbers.length === 0) throw new UsageError('--plot draws a number over time: stats count(*) by bin(5m)');
  const keys = columns.filter((c) => c !== time && !numbers.includes(c));
  const all = seriesOf(rows, time, numbers, keys);
  const times = all.flatMap(({ values }) => [...values.keys()]);
  const [first, last] = times.reduce(([a, b], t) => [Math.min(a, t), Math.max(b, t)], [Infinity, -Infinity]);
  const charts = all.slice(0, MOST_SERIES).map((series) => chart(series, { first, last, step: stepOf(times) }, width));
  const more = all.length > MOST_SERIES ? [`and ${all.length - MOST_SERIES} more series`] : [];
  return [...charts, ...more].join('\n\n');
}

function seriesOf(rows: Record<string, string>[], time: string, numbers: string[], keys: string[]): Series[] {
  const series = new Map<string, Series>();
  for (const row of rows) {
    const at = Date.parse(`${row[time]?.replace(' ', 'T')}Z`);
    for (const column of numbers) {
      if (row[column] === undefined) continue;
      const name = [column, ...keys.map((key) => `${key} = ${row[key] ?? '(missing)'}`)].join(', ');
      const one = series.get(name) ?? { name, values: new Map() };
      series.set(name, one);
      one.values.set(at, Number(row[column]));
    }
  }
  return [...series.values()];
}

/** The width of the bins: the least distance between two of them. */
function stepOf(times: number[]): number {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return sorted.reduce((least, t, i) => (i === 0 ? least : Math.min(least, t - (sorted[i - 1] as number))), Infinity);
}

function chart(
  { name, values }: Series,
  { first, last, step }: { first: number; last: number; step: number },
  width: number,
): string {
  const highest = Math.max(...values.values());
  const lowest = Math.min(0, ...values.values());
  const labels = [tidy(highest), tidy(lowest)];
  const margin = Math.max(...labels.map((l) => l.length));
  const bins = Number.isFinite(step) ? Math.round((last - first) / step) + 1 : 1;
  const wide = Math.max(1, Math.min(bins, width - margin - 3));
  const heights = Array.from({ length: wide }, (_, i) => {
    const from = first + (Math.floor((i * bins) / wide) * (last - first)) / Math.max(1, bins - 1);
    const to = first + (Math.floor(((i + 1) * bins) / wide) * (last - first)) / Math.max(1, bins - 1);
    // Of several bins in one column the highest is shown, so that no peak is lost.
    const here = [...values].filter(([t]) => t >= from - 0.5 && (t < to - 0.5 || (bins === 1 && t === first))).map(([, v]) => v);
    return here.length === 0 ? undefined : Math.max(...here);
  });
  const eighths = (v: number | undefined) =>
    v === undefined || highest === lowest ? 0 : Math.max(1, Math.round(((v - lowest) / (highest - lowest)) * HEIGHT * 8));
  const lines = Array.from({ length: HEIGHT }, (_, row) => {
    const base = (HEIGHT - 1 - row) * 8;
    const label = row === 0 ? labels[0] : row === HEIGHT - 1 ? labels[1] : '';
    return `${(label ?? '').padStart(margin)} ┤${heights.map((v) => BLOCKS[Math.max(0, Math.min(8, eighths(v) - base))]).join('')}`;
  });
  const start = new Date(first).toISOString().slice(0, 16).replace('T', ' ');
  const end = new Date(last).toISOString().slice(0, 16).replace('T', ' ');
  const gap = wide - displayWidth(start) - displayWidth(end);
  return [
    name,
    ...lines.map((line) => line.trimEnd()),
    `${' '.repeat(margin + 2)}${start}${gap > 0 ? ' '.repeat(gap) : ' to '}${end} UTC`,
  ].join('\n');
}

const tidy = (n: number) => (Number.isInteger(n) ? n.toLocaleString('en-US') : n.toPrecision(3));
