import { CODE, type Codes, codeAt, inSet, isIn, isLineEnd, isName, isQuote, pastBackslashes } from './characters.ts';
import { nameAt, nameOf } from './names.ts';
import type { Scan } from './scan.ts';

const ESCAPED_QUOTE = /\\+(?=["'`])/g;
/** So far behind a token the name of what it is may stand, on its line. */
const FURTHEST = 64;
const LONGEST_GAP = 16;
const LONGEST_WORD = 40;
/** Words between a token and its name: `'x' is not a valid API key`, `expected 'x', got 'y' for the token`. */
const JOINING =
  'is was are not no as for of in the an a but and your this that our any one known valid invalid wrong unknown expired bad correct incorrect got expected received given';
const BETWEEN = new RegExp(
  `^["'\`]?(?:[\\s,.!=<>#()]|\\b(?:${JOINING.replaceAll(' ', '|')})\\b|"[^"\\n]{0,24}"|'[^'\\n]{0,24}')*$`,
  'i',
);
/** Each such way begins with one of these, or with the name itself. */
const FIRST = new Set([
  ...JOINING.split(' '),
  'docker',
  ...'api access secret private auth encryption signing subscription shared master admin'.split(' '),
]);
const GAP = inSet(' \\"\'`,.!=<>#()|');
const NAME = /[A-Za-z][\w-]*/g;
const KEY = /^keys?$/i;
const BEFORE_KEY = /^(?:api|access|secret|private|auth|encryption|signing|subscription|shared|master|admin)$/i;
/** `echo x | docker login --password-stdin`. */
const TO_STDIN = /^["']? *\| *[^|\n]{0,40}--password-stdin/;

/** Whether the words behind a token say that it is a secret. */
export function isNamedBehind({ text, codes }: Scan, end: number): boolean {
  const next = codeAt(codes, end);
  const isEscaped = next === CODE.backslash && isQuote(codeAt(codes, pastBackslashes(codes, end)));
  if (!(isEscaped || next === CODE.blank || isQuote(next) || next === CODE.comma || next === CODE.close)) return false;
  if (!mayBegin(text, codes, end)) return false;
  const part = text.slice(end, end + FURTHEST).replace(ESCAPED_QUOTE, '');
  const line = part.slice(0, lineLength(part));
  if (TO_STDIN.test(line)) return true;
  let before = '';
  for (const found of line.matchAll(NAME)) {
    const [word] = found;
    const isName = isSecretWord(word, before);
    if (isName) return BETWEEN.test(line.slice(0, found.index - (KEY.test(word) ? before.length + 1 : 0)));
    before = word;
  }
  return false;
}

/** Whether the first word behind a token is one that such a sentence goes on with: of most texts it is not. */
function mayBegin(text: string, codes: Codes, end: number): boolean {
  let from = end;
  while (from - end < LONGEST_GAP && isIn(GAP, codeAt(codes, from))) from++;
  let to = from;
  while (to - from < LONGEST_WORD && isName(codeAt(codes, to))) to++;
  return to > from && (FIRST.has(text.slice(from, to).toLowerCase()) || nameAt(text, from, to).kind === 'secret');
}

function lineLength(part: string): number {
  for (let i = 0; i < part.length; i++) if (isLineEnd(part.charCodeAt(i))) return i;
  return part.length;
}

function isSecretWord(word: string, before: string): boolean {
  if (KEY.test(word)) return BEFORE_KEY.test(before);
  const { kind, isSignature } = nameOf(word);
  return kind === 'secret' && !isSignature;
}
