import { expect, test } from 'vitest';
import { type Generation, judge, type Look, numberOf, textOf } from '../../bench/rotation-judge.ts';

const TIME = '2026-11-26 10:00:00';
const generation = (mode: string, line: number, more: Partial<Generation> = {}): Generation => ({
  mode,
  line,
  fromMs: line * 100 - 900,
  toMs: line * 100,
  ...more,
});
const look = (beginMs: number, endMs = beginMs): Look => ({ beginMs, endMs });
/** Of so many lines all but some were told once. */
const judged = (generations: Generation[], missing: number[], others: string[] = [], looks: Look[] = []) => {
  const lines = new Uint8Array(100).fill(1);
  for (const n of missing) lines[n] = 0;
  return judge({ lines, others, looks }, generations);
};

test('what was cut away is told from what was lost', () => {
  const generations = [generation('truncate', 10), generation('copytruncate', 20), generation('end', 30)];
  expect(judged(generations, [8, 9])).toEqual({ cut: 2, notCopied: 0, unseen: 0, lost: 0, wrong: [] });
  expect(judged(generations, [7, 9])).toMatchObject({ cut: 1, lost: 1 });
  expect(judged(generations, [9, 10])).toMatchObject({ cut: 1, lost: 1, wrong: [expect.stringContaining('lines 10 to 10')] });
  expect(judged(generations, [18, 19])).toMatchObject({ cut: 0, lost: 2 });
});

test('behind the end of a copy nothing can be told', () => {
  const generations = [generation('copytruncate while written', 20, { notCopied: 17 }), generation('end', 30)];
  expect(judged(generations, [17, 18, 19])).toMatchObject({ notCopied: 3, lost: 0 });
  expect(judged(generations, [16, 17, 18, 19])).toMatchObject({ notCopied: 0, lost: 4 });
});

test('a file that was deleted was to be told where a look met it', () => {
  const generations = [generation('create', 10), generation('deleted', 20), generation('end', 30)];
  const all = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  expect(judged(generations, all, [], [look(1_000), look(2_050)])).toMatchObject({ unseen: 10, lost: 0 });
  expect(judged(generations, all, [], [look(1_500)])).toMatchObject({ unseen: 0, lost: 10 });
  expect(judged(generations, all.slice(1))).toMatchObject({ unseen: 0, lost: 9 });
});

test('a copy that was gone again was to be told where a look could find it', () => {
  const generations = [generation('create', 10), generation('copytruncate', 20, { goneMs: 3_000 }), generation('end', 30)];
  const all = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  expect(judged(generations, all, [], [look(500, 3_100), look(3_100)])).toMatchObject({ unseen: 10, lost: 0 });
  expect(judged(generations, all, [], [look(2_100, 2_900)])).toMatchObject({ unseen: 0, lost: 10 });
  expect(judged(generations, all.slice(1))).toMatchObject({ unseen: 0, lost: 9 });
});

test('half a line is right only where the rest was cut away', () => {
  const half = `${TIME}${textOf(8).slice(0, 30)}`;
  expect(numberOf(`${TIME}${textOf(8)}`)).toBe(8);
  expect(numberOf(`${TIME}${textOf(8)}`.slice(0, -1))).toBeUndefined();
  expect(judged([generation('truncate', 10)], [8, 9], [half]).wrong).toEqual([]);
  expect(judged([generation('copytruncate', 10)], [], [half]).wrong).toEqual([
    expect.stringContaining('no line that was written'),
  ]);
  const lines = new Uint8Array(10).fill(2, 3, 4);
  expect(judge({ lines, others: [], looks: [] }, [generation('create', 10)]).wrong).toContainEqual(
    expect.stringContaining('line 3 was told 2 times'),
  );
});
