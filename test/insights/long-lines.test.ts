import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Feed } from '../../insights/input/feed.ts';
import type { Scanner } from '../../insights/input/scanner.ts';
import { cutAtLine } from '../../insights/input/text-scanner.ts';
import { forTest, searchFor } from '../../insights/language/linear-regex.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';
import { rows } from './support.ts';

test('a line that is too long is cut into pieces, between characters, and the lines around it stay whole', () => {
  const line = (text: string) => ({ text, isLong: Buffer.byteLength(text) >= 64 });
  const lines = fc.array(
    fc.oneof(
      fc.string({ maxLength: 20, unit: fc.constantFrom('a', ' ', 'ä', '🔥') }),
      fc.constantFrom('x'.repeat(300), 'ä🔥'.repeat(70)),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 100 }), (texts, size) => {
      const pieces: string[] = [];
      const scanner: Scanner = {
        cut: cutAtLine,
        scan: (bytes, start, end) => void pieces.push(bytes.toString('utf8', start, end)),
      };
      const feed = new Feed(scanner, new ScanMemory(16), 0, 64);
      const all = Buffer.from(texts.map((text) => `${text}\n`).join(''));
      for (let at = 0; at < all.length; at += size) feed.push(all.subarray(at, at + size));
      feed.end();
      expect(pieces.join('')).toBe(all.toString());
      // Each piece begins and ends with lines, but those of what is too long.
      const found = pieces.flatMap((piece) => piece.split(/(?<=\n)/));
      for (const { text, isLong } of texts.map(line)) if (!isLong) expect(found).toContain(`${text}\n`);
      expect(feed.cuts > 0).toBe(texts.map(line).some(({ isLong }) => isLong));
    }),
    { numRuns: 200 },
  );
});

describe('an expression that begins with a run', () => {
  const atom = fc.constantFrom('\\w', '\\d', '\\S', '.', '[a-c]', '[^b|)]');
  const run = fc.tuple(atom, fc.constantFrom('+', '*', '+?', '*?')).map((p) => p.join(''));
  const rest = fc.constantFrom('b', 'ab', '\\d', '$', '', '\\s?c', 'a|b', '(?:b|c)', '🔥', 'b+', '\\w+b', '(a)?', ')?b');
  const source = fc
    .tuple(
      run,
      rest,
      fc.constantFrom(['', ''], ['(', ')'], ['(?<g>', ')'], ['(?:(', ')c)'], ['(', ')+'], ['(', ')*'], ['(', '|x)'], ['x|', '']),
    )
    .chain(([a, b, [open, close]]) => fc.constantFrom(`${open}${a}${close}${b}`, `${open}${a}${b}${close}`))
    .filter((text) => {
      try {
        new RegExp(text, 'u');
        return true;
      } catch {
        return false;
      }
    });
  const subject = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', '🔥', 'x', '|') });

  test('finds the same match with the same groups', () => {
    fc.assert(
      fc.property(source, subject, fc.constantFrom('', 'u', 'i'), (text, on, flags) => {
        fc.pre(flags === 'u' || !on.includes('🔥'));
        const plain = new RegExp(text, flags).exec(on);
        expect(searchFor(text, flags)(on)).toEqual(plain);
        expect(new RegExp(forTest(text), flags).test(on)).toBe(plain !== null);
      }),
      { numRuns: 3000 },
    );
  });

  // Tried from each of its characters, a word of this length takes hours.
  const word = 'x'.repeat(3_000_000);
  test.each([
    ['filter @message like /\\w+Error/ | stats count(*) as n', [{ n: '1' }]],
    ['filter @message like /(\\S+)Exception/ | stats count(*) as n', [{ n: '0' }]],
    ['parse /(?<what>\\w+)Error/ | filter ispresent(what) | display what', [{ what: 'some' }]],
    ['filter @message like /\\d*[a-z]+Error/ | stats count(*) as n', [{ n: '1' }]],
    ['parse /(?<what>\\d*[a-z]+)Error/ | filter ispresent(what) | display what', [{ what: 'some' }]],
    ['parse /(?:(?<what>[a-z]+))Error/ | stats count(what) as n', [{ n: '1' }]],
    ['parse /(?<what>\\w+)Fault/ multi | stats count(what) as n', [{ n: '0' }]],
    ['stats max(strlen(@message)) as n', [{ n: '3000010' }]],
    ['fields substr(@message, 3000001, 4) as s | filter s != "" | display s', [{ s: 'some' }]],
  ])('%s is done with a long word', (query, expected) => expect(rows(query, [`${word} someError`])).toEqual(expected));
});
