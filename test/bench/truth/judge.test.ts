import { describe, expect, test } from 'vitest';
import { claimsIn, clearedIn } from '../../../bench/truth/claims.ts';
import { judge } from '../../../bench/truth/judge.ts';
import { ROWS_OF_OPENAI } from './rows-of-openai.ts';
import { ROWS_OF_OTHERS } from './rows-of-others.ts';
import { TRUTHS } from './truths.ts';

describe('a told cause beside the true one', () => {
  test.each([...ROWS_OF_OPENAI, ...ROWS_OF_OTHERS])('%s', (_title, { cause, happened = '' }, told, grade) => {
    const { grade: got, why } = judge({ cause, happened }, { also: [], ...told });
    expect(`${got} (${why})`).toBe(`${grade} (${why})`);
  });
});

describe('every known truth, told in its own words, is right', () => {
  test.each(Object.entries(TRUTHS))('%s', (_name, truth) => {
    expect(judge(truth, { subject: truth.cause, cause: truth.happened, also: [] })).toMatchObject({ grade: 'right' });
  });
});

describe('no truth is right for another', () => {
  const pairs = Object.entries(TRUTHS).flatMap(([name, truth]) =>
    Object.entries(TRUTHS).flatMap(([other, told]) => (name === other ? [] : [[name, other, truth, told] as const])),
  );
  test.each(pairs)('%s, told as %s', (_name, _other, truth, told) => {
    expect(judge(truth, { subject: told.cause, cause: '', also: [] }).grade).not.toBe('right');
  });
});

test('what is said of a system in a clause of its own is no claim about another', () => {
  expect(claimsIn('Weaviate answers; OpenAI hangs').map((c) => c.id)).toEqual(['openai-hang']);
});

test('who is called well', () => {
  expect(clearedIn('cannot start: an exception; Weaviate answers')).toEqual(['weaviate']);
  expect(clearedIn("a proxy answers 502; AtlasML itself is well and answers Docker's probe")).toEqual(['atlasml']);
  expect(clearedIn('OpenAI answers 429 to every call')).toEqual([]);
});
