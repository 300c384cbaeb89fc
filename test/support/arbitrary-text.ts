import fc from 'fast-check';

/** What no text may hold that leaves: control characters but line feed and tab, and those that turn its direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
export const FORBIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const PIECES = [
  '\ud83d',
  '\udd25',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'e\u0301',
  'क्षि',
  '각',
  '\u0600',
  'שלום',
  '\u202e',
  '\u2066',
  '\u061c',
  '\x1b',
  '\x1b[31m',
  '\x1b]52;c;AA==\x07',
  '\x1b]8;;https://e.example\x1b\\',
  '\x9b1m',
  '\x9d0;title\x9c',
  '\x07',
  '\r',
  '\n',
  '\t',
  ' ',
  '…',
  '&<>',
  '`',
  'error',
];

/** Texts of all that ever broke a receiver: halves of pairs, families, scripts, turned direction, terminal codes. */
export function anyText(most = 200): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  );
  return fc.array(piece, { maxLength: most / 4, size: 'max' }).map((pieces) => pieces.join(''));
}
