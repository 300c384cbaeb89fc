import { CODE, codeAt, isName } from './characters.ts';
import { nameOf } from './names.ts';
import { readPair } from './pairs.ts';
import type { Scan, Word } from './scan.ts';
import { mayFollow } from './separators.ts';

/** A name that is escaped is followed back no further. */
const LONGEST = 64;
const ESCAPE = /%([\da-f]{2})|\\+u([\da-f]{4})|\\+x([\da-f]{2})|&#(\d{2,3});|&#x([\da-f]{2});/gi;

/** Whether an escape may end right before a run, or be its begin: `%70assword`, `pass\u0077ord`, `&#112;assword`. */
export const mayBeEscaped = (before: number | undefined): boolean =>
  before === CODE.percent || before === CODE.backslash || before === CODE.semicolon;

/** At a name that is written with escapes: judges it as what it means. @param begin of the run. @returns where to go on, or 0. */
export function readEscapedName(scan: Scan, begin: number, end: number, word: Word): number {
  const { text, codes } = scan;
  if (!mayFollow(codes, begin, end)) return 0;
  const least = Math.max(scan.kept, begin - LONGEST);
  let from = begin;
  while (from > least && isOfEscape(codeAt(codes, from - 1))) from--;
  const raw = text.slice(from, end);
  const meant = raw.replace(ESCAPE, (_all, ...codesOf: (string | undefined)[]) => {
    const [percent, unicode, hex, decimal, entity] = codesOf;
    const code = decimal ? Number(decimal) : Number.parseInt(percent ?? unicode ?? hex ?? entity ?? '', 16);
    return String.fromCharCode(code);
  });
  if (meant === raw) return 0;
  const name = nameOf(/[\w-]*$/.exec(meant)?.[0] ?? '');
  return name.kind === 'none' ? 0 : readPair(scan, begin, end, word, name);
}

const isOfEscape = (code: number): boolean => isName(code) || mayBeEscaped(code) || code === CODE.ampersand || code === HASH;
const HASH = '#'.charCodeAt(0);
