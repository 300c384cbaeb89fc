import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellOf, merged, rounded, statisticOf, statisticOfCell } from '../../../local/store/statistics.ts';

test.each([
  ['Minimum', 1],
  ['Maximum', 9],
  ['Sum', 20],
  ['SampleCount', 4],
  ['Average', 5],
  ['p0', 1],
  ['p25', 1],
  ['p50', 3],
  ['p75', 7],
  ['p90', 9],
  ['p99.9', 9],
  ['p100', 9],
])('%s of 1, 3, 7, 9', (statistic, value) => {
  expect(statisticOf(statistic, [9, 1, 7, 3])).toBe(value);
});

test.each(['p101', 'p', 'tm90', 'average', ''])('%s is no statistic', (statistic) => {
  expect(() => statisticOf(statistic, [1])).toThrow(`unknown statistic ${statistic}`);
});

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

test('however the samples of a period are parted, the statistics are those of all', () => {
  fc.assert(
    fc.property(values, fc.nat(100), fc.array(fc.nat(39), { maxLength: 5 }), (all, percent, cuts) => {
      const edges = [0, ...cuts.map((c) => c % all.length), all.length].sort((a, b) => a - b);
      const parts = edges.slice(1).flatMap((to, i) => {
        const part = all.slice(edges[i], to);
        return part.length > 0 ? [merged(part.map(cellOf), true)] : [];
      });
      const whole = merged(parts, true);
      const sorted = all.toSorted((a, b) => a - b);
      expect(whole).toMatchObject({ count: all.length, min: sorted[0], max: sorted.at(-1) });
      expect(whole.sum).toBeCloseTo(
        all.reduce((a, b) => a + b),
        3,
      );
      expect(statisticOfCell(`p${percent}`, whole)).toBe(sorted[Math.max(0, Math.ceil((percent / 100) * all.length) - 1)]);
    }),
  );
});

test('what is kept of an hour gives percentiles that are half a percent wrong at most, and everything else as it was', () => {
  fc.assert(
    fc.property(values, fc.nat(100), (all, percent) => {
      const exact = merged(all.map(cellOf), true);
      const kept = rounded(exact);
      const [a, b] = [exact, kept].map((cell) => statisticOfCell(`p${percent}`, cell)) as [number, number];
      expect(Math.abs(b - a)).toBeLessThanOrEqual(Math.abs(a) * 0.005 + Number.MIN_VALUE);
      for (const statistic of ['Minimum', 'Maximum', 'Sum', 'SampleCount'])
        expect(statisticOfCell(statistic, kept)).toBe(statisticOfCell(statistic, exact));
    }),
  );
});
