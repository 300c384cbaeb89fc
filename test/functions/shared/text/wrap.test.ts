import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapLine, wrapLines } from '../../../../functions/shared/text/wrap.ts';

test.each([
  ['what fits stays', 'a short line', 20, 'a short line'],
  ['at a blank', 'one two three four five', 14, 'one two three\n    four five'],
  ['a word longer than a line', 'x'.repeat(25), 20, `${'x'.repeat(20)}\n    ${'x'.repeat(5)}`],
  ['a character of several units stays whole', `${'x'.repeat(19)}👩‍👩‍👧 end`, 20, `${'x'.repeat(19)}\n    👩‍👩‍👧 end`],
  ['not within its indentation', `    ${'y'.repeat(30)}`, 20, `    ${'y'.repeat(16)}\n        ${'y'.repeat(12)}\n        yy`],
])('%s', (_title, line, most, expected) => expect(wrapLine(line, most)).toBe(expected));

test('whatever a line holds, nothing but blanks is lost, and no line is too long', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'word', ' ', '  ', 'é', '🔥', '```', 'x'.repeat(30)), maxLength: 200 });
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  fc.assert(
    fc.property(line, (given) => {
      const wrapped = wrapLine(given, 40);
      expect(bare(wrapped)).toBe(bare(given));
      for (const part of wrapped.split('\n')) expect(part.trimEnd().length).toBeLessThanOrEqual(40);
    }),
  );
});

test('lines are wrapped each by itself', () => {
  expect(wrapLines('one two three\nfour', 12)).toBe('one two\n    three\nfour');
});
