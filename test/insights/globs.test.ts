import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchGlob } from '../../insights/language/glob.ts';
import { decode, encode } from '../../insights/plan/bytes.ts';
import type { Row } from '../../insights/row.ts';
import { GlobTable } from '../../insights/simd/globs.ts';
import { DATA } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';
import { toNumber } from '../../insights/values.ts';

const memory = new ScanMemory(4096);
const word = fc.constantFrom(
  'took ',
  'a',
  '=',
  'ä',
  's',
  ' path=/',
  'x'.repeat(20),
  '10.5',
  '007',
  '1.',
  '.5',
  '123456789012345',
  '1e3',
  '',
);

test('a pattern matched in bytes gives what it gives in texts', () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 2, maxLength: 3 }),
      fc.array(word, { maxLength: 14 }),
      fc.constantFrom('value', 'number' as const),
      (parts, words, use) => {
        const text = words.join('');
        memory.buffer.fill('took a=s', 0, 512);
        const end = DATA + Buffer.from(text).copy(memory.buffer);
        const glob = new GlobTable(memory).glob(
          parts.map(encode),
          parts.slice(1).map(() => use as 'value' | 'number'),
          parts.slice(1).map((_, i) => i),
        );
        const expected = matchGlob({ parts: parts.map(encode) }, encode(text));
        const row: Row = ['stale', 'stale', 'stale'];
        const found = glob?.fill(row, DATA, end) ? row.slice(0, parts.length - 1) : undefined;
        if (!found) expect(row.slice(0, parts.length - 1).every((value) => value === undefined)).toBe(true);
        expect(found?.map(String)).toEqual(expected?.map((value) => String(numberOr(decode(value as string), use))));
        if (found) matches++;
      },
    ),
    { numRuns: 3000 },
  );
  expect(matches).toBeGreaterThan(100);
});

/** A text that is a plain number stands for the number. */
const numberOr = (text: string, use: string) =>
  use === 'number' && /^\d+(?:\.\d+)?$/.test(text) && text.length <= 15 ? toNumber(text) : text;

test('a pattern that is too long for the table is matched elsewhere', () => {
  expect(new GlobTable(memory).glob(['a'.repeat(40_000), ''], [undefined], [0])).toBeUndefined();
});
