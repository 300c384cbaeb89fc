import { expect, test } from 'vitest';
import { startsOfOneLoop } from '../../../functions/check-logs/counts.ts';

/** Rows of the query, for starts at these minutes after 10:00. */
const rows = (...minutes: [minute: number, starts: number][]) =>
  minutes.map(([minute, starts]) => ({
    'bin(1m)': `2026-11-26 10:${String(minute).padStart(2, '0')}:00.000`,
    starts: String(starts),
  }));

test.each<[title: string, rows: Record<string, string>[], starts: number]>([
  ['nothing started', [], 0],
  ['a loop of every twelve seconds counts whole', rows([0, 5], [1, 5], [2, 4]), 14],
  ['a slow loop of every seven minutes counts whole', rows([0, 1], [7, 1], [14, 1]), 3],
  ['a deploy ten minutes after a loop was mended is one start', rows([0, 5], [1, 4], [11, 1]), 1],
  ['a loop that begins again ten minutes later counts from there', rows([0, 5], [11, 2], [12, 3]), 5],
  ['the order of the rows does not matter', rows([11, 1], [0, 5]), 1],
  ['a row that holds no time counts for nothing', [{ starts: '3' }], 0],
])('%s', (_, given, starts) => {
  expect(startsOfOneLoop(given)).toBe(starts);
});
