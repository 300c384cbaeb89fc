import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pngSize } from '../../../../functions/shared/delivery/mail/png-size.ts';
import { type ChartData, drawChart } from '../../../../local/mail/chart/chart.ts';

const START = Date.parse('2026-11-25T07:33:00Z');
const END = Date.parse('2026-11-25T10:33:00Z');
const MINUTE = 60_000;
const [LINE, LIMIT] = [3, 4];

const data = (more: Partial<ChartData> = {}): ChartData => ({
  points: Array.from({ length: 180 }, (_, i) => ({ atMs: START + i * MINUTE, value: 60 + i / 6 })),
  threshold: 85,
  unit: '%',
  periodMs: MINUTE,
  startMs: START,
  endMs: END,
  timezone: 'Europe/Berlin',
  ...more,
});

/** The rows of pixels of a PNG, each chunk checked by its sum. */
function pixelsOf(png: Uint8Array): number[][] {
  const bytes = Buffer.from(png);
  const content: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    if (body.subarray(0, 4).toString('latin1') === 'IDAT') content.push(body.subarray(4));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(content));
  const { width = 0, height = 0 } = pngSize(png) ?? {};
  expect(raw.length).toBe((width + 1) * height);
  return Array.from({ length: height }, (_, y) => [...raw.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))]);
}

const count = (rows: number[][], colour: number) => rows.flat().filter((pixel) => pixel === colour).length;
const columnsOf = (rows: number[][], colour: number) =>
  (rows[0] ?? []).flatMap((_, x) => (rows.some((row) => row[x] === colour) ? [x] : []));

test('a line and its limit, in a few kilobytes', () => {
  const png = drawChart(data());
  expect(pngSize(png)).toEqual({ width: 640, height: 200 });
  expect(png.byteLength).toBeLessThan(5_000);
  const rows = pixelsOf(png);
  expect(count(rows, LINE)).toBeGreaterThan(500);
  expect(count(rows, LIMIT)).toBeGreaterThan(200);
  // It rises: where it ends stands higher than where it begins.
  const firstRow = (x: number) => rows.findIndex((row) => row[x] === LINE);
  const columns = columnsOf(rows, LINE);
  expect(firstRow(columns.at(-1) ?? 0)).toBeLessThan(firstRow(columns[0] ?? 0));
});

test('of what was not measured nothing is drawn', () => {
  const { points } = data();
  const rows = pixelsOf(drawChart(data({ points: points.filter((_, i) => i < 60 || i >= 120) })));
  const columns = columnsOf(rows, LINE);
  const widest = Math.max(...columns.map((x, i) => x - (columns[i - 1] ?? x)));
  expect(widest).toBeGreaterThan(150);
  expect(count(pixelsOf(drawChart(data({ points: [] }))), LINE)).toBe(0);
});

test('whatever was measured, there is a picture', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1e-9, 1e12, Number.NaN, Number.POSITIVE_INFINITY));
  const point = fc.record({ atMs: fc.integer({ min: START - MINUTE, max: END + MINUTE }), value });
  const any = fc.record({
    points: fc.array(point, { maxLength: 20 }),
    threshold: fc.constantFrom(0, 1, 85, 1e6, -3),
    unit: fc.constantFrom('' as const, '%' as const, 's' as const),
    endMs: fc.constantFrom(START, END, START + 90 * 86_400_000),
  });
  fc.assert(
    fc.property(any, (more) => {
      expect(pngSize(drawChart(data(more)))).toEqual({ width: 640, height: 200 });
    }),
    { numRuns: 40 },
  );
});
