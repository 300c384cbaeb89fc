import { expect, test } from 'vitest';
import { isLoopOver, newestLoop } from '../../../functions/check-logs/counts.ts';

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
  ['a kill five minutes after a quick loop was mended is one start', rows([0, 5], [1, 5], [2, 4], [7, 1]), 1],
  ['a loop that Docker slows down to a start a minute counts whole', rows([0, 9], [1, 2], [2, 1], [3, 1], [5, 1]), 14],
  ['the order of the rows does not matter', rows([11, 1], [0, 5]), 1],
  ['a row that holds no time counts for nothing', [{ starts: '3' }], 0],
])('%s', (_, given, starts) => {
  expect(newestLoop(given)?.starts ?? 0).toBe(starts);
});

const START = Date.parse('2026-11-26T10:00:00Z');
const at = (minutes: number) => START + minutes * 60_000;

test.each<[title: string, pace: [starts: number, minutes: number], answered: number | null, now: number, isOver: boolean]>([
  ['a quick loop is over when AtlasML has answered for two minutes', [14, 3], 4.5, 5, true],
  ['not yet a minute after its last start', [14, 3], 3.5, 4, false],
  ['nor while nothing is answered', [14, 3], null, 9, false],
  ['nor by an answer from before its last start', [14, 3], 2, 9, false],
  ['a loop that serves for four minutes each time goes on', [4, 12], 15, 15.5, false],
  ['and is over when it has served for eight', [4, 12], 19, 20, true],
])('%s', (_, [starts, lastMinute], answered, now, isOver) => {
  const loop = { starts, firstMs: START, lastMs: at(lastMinute) };
  const counts = { lastStartMs: at(lastMinute), lastAnswerMs: answered === null ? null : at(answered) };
  expect(isLoopOver(loop, counts, at(now))).toBe(isOver);
});
