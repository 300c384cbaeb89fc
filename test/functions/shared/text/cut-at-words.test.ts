import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAtWords, cutSubject } from '../../../../functions/shared/text/cut-at-words.ts';

test.each([
  ['what fits stands as it is', 'Weaviate unreachable', 20, 'Weaviate unreachable'],
  ['no word is cut in two', 'Weaviate is unreachable from the second container', 30, 'Weaviate is ... container'],
  ['a word that fits just so stays', 'aaaa bbbb cccc dddd eeee ffff gggg', 20, 'aaaa bbbb ... gggg'],
  ['one long word is cut within, for else nothing were left', 'x'.repeat(50), 20, `${'x'.repeat(9)} ... ${'x'.repeat(6)}`],
  ['an address at the end keeps its end', `the end of ${'y'.repeat(60)}`, 30, `the end of yyyy ... ${'y'.repeat(10)}`],
])('%s', (_title, text, most, cut) => expect(cutAtWords(text, most)).toBe(cut));

test('never longer than there is room, and both ends are the ends of the text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 20, max: 120 }),
      (words, most) => {
        const text = words.join(' ');
        const cut = cutAtWords(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        const [begin = '', end] = cut.split(' ... ');
        expect(text.startsWith(begin)).toBe(true);
        expect(text.endsWith(end ?? begin)).toBe(true);
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

test.each([
  ['what fits stands as it is', '[DOWN] A: health is down since 10:31 UTC', 60, '[DOWN] A: health is down since 10:31 UTC'],
  [
    'the time stays, and what is said before it begins as it did',
    '[DOWN] A: 50 of 200 endpoints down, c gave no answer in time since 10:31 UTC',
    60,
    '[DOWN] A: 50 of 200 endpoints down, c ... since 10:31 UTC',
  ],
  [
    'no comma is left before the dots',
    '[DOWN] A: 50 of 200 endpoints down, course-001 gave no answer since 10:31 UTC',
    60,
    '[DOWN] A: 50 of 200 endpoints down ... since 10:31 UTC',
  ],
  ['without a time both ends stay', 'Weaviate is unreachable from the second container', 30, 'Weaviate is ... container'],
  ['one long word is cut within', `${'x'.repeat(80)} since 10:31 UTC`, 40, cutAtWords(`${'x'.repeat(80)} since 10:31 UTC`, 40)],
])('a subject: %s', (_title, text, most, cut) => {
  expect(cutSubject(text, most)).toBe(cut);
  expect(cut.length).toBeLessThanOrEqual(most);
});
