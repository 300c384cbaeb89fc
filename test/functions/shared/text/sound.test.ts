import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CUT_MARK, cutText } from '../../../../functions/shared/text/cut.ts';
import { soundText, soundTexts } from '../../../../functions/shared/text/sound.ts';
import { anyText, FORBIDDEN } from '../../../support/arbitrary-text.ts';

const HIGH = '\ud83d';

describe('a sound text', () => {
  test.each([
    ['half an emoji', `disk ${HIGH}`, 'disk \ufffd'],
    ['a whole one', 'disk 🔥 👩‍👩‍👧‍👦 🇩🇪', 'disk 🔥 👩‍👩‍👧‍👦 🇩🇪'],
    ['colours', '\x1b[1;31mred\x1b[0m \x1b[38;5;196mred\x1b[m', 'red red'],
    ['colours in eight bits', '\x9b31mred\x9b0m', 'red'],
    ['the title of the window', '\x1b]0;all is well\x07DOWN', 'DOWN'],
    ['a link (OSC 8)', '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ here', 'click here'],
    ['the clipboard (OSC 52)', 'a\x1b]52;c;cm0gLXJmIC8=\x07b', 'ab'],
    ['device and application strings', 'a\x1bP1$r0m\x1b\\b\x1b_Gi=1\x1b\\c\x9dtitle\x9cd', 'abcd'],
    ['a string without an end hides nothing', '\x1b]0;the error', '0;the error'],
    ['nor does one hide the next line', '\x1b]0;the error\nmore\x07', '0;the error\nmore'],
    ['the cursor, a reset, another character set', 'a\x1b[2J\x1b[1;1H\x1bc\x1b(0b', 'ab'],
    ['codes within codes', '\x1b\x1b[31m[32mx', '[32mx'],
    ['turned direction', 'user\u202Egnp.exe\u202C \u2066x\u2069 \u200Fy\u061C', 'usergnp.exe x y'],
    ['control characters', 'a\x00b\x07c\x08d\x7fe\x85f', 'abcdef'],
    ['lines and tabs stay', 'a\n\tb', 'a\n\tb'],
    ['lines of Windows', 'a\r\nb\r', 'a\nb'],
    ['a progress bar', '10 %\r20 %\rfailed', '10 % 20 % failed'],
  ])('%s', (_title, text, expected) => expect(soundText(text)).toBe(expected));

  test('whatever the text, it is well-formed and free of what must not be there, and stays as it is the next time', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const sound = soundText(text);
        expect(sound.isWellFormed()).toBe(true);
        expect(sound).not.toMatch(FORBIDDEN);
        expect(soundText(sound)).toBe(sound);
      }),
    );
  });

  test('what is sound already is not touched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!FORBIDDEN.test(text) && text.isWellFormed());
        expect(soundText(text)).toBe(text);
      }),
    );
  });

  test('a long text of nothing but beginnings of codes takes no time that grows with its square', () => {
    // A rule that is quadratic would not end within the time that a test has.
    for (const part of ['\x1b]', '\x1b[0', '\x1b ', '\x9d', '\x1b]x\x1b']) {
      expect(soundText(part.repeat(500_000))).not.toMatch(FORBIDDEN);
    }
  });
});

test('every text of a value, whatever else it holds', () => {
  const draw = async () => new Uint8Array();
  expect(soundTexts({ a: `x${HIGH}`, b: [{ c: '\x1b[1my' }, 3, null, undefined], draw })).toEqual({
    a: 'x\ufffd',
    b: [{ c: 'y' }, 3, null, undefined],
    draw,
  });
});

describe('a text that is cut', () => {
  test.each([
    ['fits', 'short', 40, 'short'],
    [
      'keeps both ends',
      `Weaviate refused: ${'x'.repeat(100)} read-only file system`,
      60,
      `Weaviate refused: ${'x'.repeat(17)} … read-only file system`,
    ],
    ['has no room for both', 'abcdefghijklmnop', 5, 'abcd…'],
    ['has no room at all', 'abc', 0, ''],
    ['keeps a family together at its begin', `xxxxxxxx👩‍👩‍👧‍👦${'y'.repeat(20)}`, 20, 'xxxxxxxx … yyyyyy'],
    ['keeps a family together at its end', `${'x'.repeat(20)}👩‍👩‍👧‍👦yy`, 20, `${'x'.repeat(11)} … yy`],
    ['keeps flags in their pairs', `${'🇩🇪'.repeat(5)}x`, 16, '🇩🇪🇩🇪 … 🇩🇪x'],
  ])('%s', (_title, text, most, expected) => expect(cutText(text, most)).toBe(expected));

  test('whatever the text: sound, no longer than asked, both ends, whole characters, the same the next time', () => {
    fc.assert(
      fc.property(anyText(800), fc.integer({ min: 0, max: 200 }), (text, most) => {
        const cut = cutText(text, most);
        const sound = soundText(text);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut).not.toMatch(FORBIDDEN);
        expect(cutText(cut, most)).toBe(cut);
        if (sound.length <= most) expect(cut).toBe(sound);
        else expect(most < 12 || isOfBothEnds(cut, sound)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('where every character is one code unit nearly all the room is used', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 500 }), fc.integer({ min: 1, max: 500 }), (most, more) => {
        const text = Array.from({ length: most + more }, (_, i) => String.fromCharCode(0x61 + (i % 26))).join('');
        expect(cutText(text, most)).toHaveLength(most);
      }),
    );
  });

  test('a character that never ends is cut between two code points', () => {
    const endless = `x${'\u{1D167}'.repeat(2000)}`;
    expect(cutText(endless, 100).isWellFormed()).toBe(true);
    expect(cutText(endless, 100).length).toBeGreaterThan(90);
  });
});

/** Begin and end are those of the whole text, up to a boundary between two of its characters; blanks at the cut may be gone. */
function isOfBothEnds(cut: string, whole: string): boolean {
  const boundaries = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(whole)].map(({ index }) => index);
  const marks = [...cut.matchAll(new RegExp(`(?=${CUT_MARK})`, 'g'))].map(({ index }) => index);
  return marks.some((at) => {
    const [begin, end] = [cut.slice(0, at), cut.slice(at + CUT_MARK.length)];
    const from = whole.length - end.length;
    return (
      whole.startsWith(begin) &&
      whole.endsWith(end) &&
      [...boundaries, whole.length].some((b) => b >= begin.length && whole.slice(begin.length, b).trim() === '') &&
      [...boundaries, whole.length].some((b) => b <= from && whole.slice(b, from).trim() === '')
    );
  });
}
