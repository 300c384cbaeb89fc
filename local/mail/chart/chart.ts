import { readersTime } from '../../../functions/shared/text/readers-time.ts';
import { CLOCK_ALONE_MS } from '../../../functions/shared/text/words.ts';
import { Canvas, TEXT_HEIGHT, textWidth } from './canvas.ts';
import { type Colour, pngOf } from './png.ts';

/** What a signal measured, and where its alarm is. Times are epoch ms. */
export interface ChartData {
  points: { atMs: number; value: number }[];
  threshold: number;
  /** Stands behind each number: "%", "s", or nothing. */
  unit: '' | '%' | 's';
  periodMs: number;
  startMs: number;
  endMs: number;
  timezone?: string | undefined;
}

const WIDTH = 640;
const HEIGHT = 200;
const ROOM = { top: 14, right: 20, bottom: 30 } as const;
const PALETTE: readonly Colour[] = [
  [255, 255, 255],
  [216, 222, 228],
  [87, 96, 106],
  [9, 105, 218],
  [207, 34, 46],
];
const [GRID, WORDS, LINE, LIMIT] = [1, 2, 3, 4] as const;
/** A longer pause than so many periods is a gap: nothing is known of it, so nothing is drawn. */
const LONGEST_PAUSE = 2.5;

/** Draws what an alarm watches: one line, and its limit across. Numbers stand at the side, times below, by the reader's clock. A PNG. */
export function drawChart(data: ChartData): Uint8Array {
  const { points, threshold, unit, startMs, endMs, timezone } = data;
  const canvas = new Canvas(WIDTH, HEIGHT);
  const known = points.filter(({ value, atMs }) => Number.isFinite(value) && atMs >= startMs && atMs <= endMs);
  const [low, high] = rangeOf([...known.map(({ value }) => value), threshold], unit);
  const marks = [low, (low + high) / 2, high].map((value) => ({ value, label: labelOf(value, unit) }));
  const limit = { value: threshold, label: labelOf(threshold, unit) };
  const left = Math.max(...[...marks, limit].map(({ label }) => textWidth(label))) + 12;
  const x = (ms: number) => left + ((ms - startMs) / Math.max(1, endMs - startMs)) * (WIDTH - left - ROOM.right);
  const y = (value: number) => HEIGHT - ROOM.bottom - ((value - low) / (high - low)) * (HEIGHT - ROOM.top - ROOM.bottom);
  const across = (value: number, colour: number, gap = 0) =>
    canvas.line([left, y(value)], [WIDTH - ROOM.right, y(value)], colour, gap);
  for (const { value, label } of marks) {
    canvas.rectangle(left, y(value), WIDTH - left - ROOM.right, 1, GRID);
    // The limit's own number is worth more than one beside it.
    if (Math.abs(y(value) - y(threshold)) > TEXT_HEIGHT + 4)
      canvas.text(label, left - 8, y(value) - TEXT_HEIGHT / 2, WORDS, 'right');
  }
  for (const [share, align] of [
    [0, 'left'],
    [0.5, 'middle'],
    [1, 'right'],
  ] as const) {
    const ms = startMs + share * (endMs - startMs);
    canvas.text(clockOf(ms, endMs - startMs, timezone), x(ms), HEIGHT - TEXT_HEIGHT - 4, WORDS, align);
  }
  known.forEach(({ atMs, value }, i) => {
    const before = known[i - 1];
    const isGap = before === undefined || atMs - before.atMs > LONGEST_PAUSE * data.periodMs;
    canvas.line(isGap ? [x(atMs), y(value)] : [x(before.atMs), y(before.value)], [x(atMs), y(value)], LINE);
  });
  across(threshold, LIMIT, 6);
  canvas.text(limit.label, left - 8, y(threshold) - TEXT_HEIGHT / 2, LIMIT, 'right');
  return pngOf(WIDTH, HEIGHT, PALETTE, canvas.pixels);
}

/** "11:31" by the reader's clock, "11-25 11:31" where that may be of another day. */
function clockOf(ms: number, spanMs: number, timezone: string | undefined): string {
  const time = readersTime(timezone);
  return spanMs > CLOCK_ALONE_MS ? time.rowDay(ms).slice(0, 11) : time.row(ms).slice(0, 5);
}

/** From 0, or below it, to a little more than the most; percent to 100. */
function rangeOf(values: number[], unit: ChartData['unit']): [number, number] {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  if (unit === '%' && least >= 0 && most <= 100) return [0, 100];
  const high = most === 0 ? 1 : niceAbove(most * 1.1);
  return [least < 0 ? -niceAbove(-least * 1.1) : 0, high];
}

/** 1, 2 or 5 times a power of ten, the next that is not smaller. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function labelOf(value: number, unit: ChartData['unit']): string {
  const size = Math.abs(value);
  const [scaled, prefix] = size >= 1e6 ? [value / 1e6, 'M'] : size >= 1e4 ? [value / 1e3, 'k'] : [value, ''];
  return `${Number(scaled.toPrecision(3))}${prefix}${unit}`.replace(/e[+-]?\d+/, '');
}
