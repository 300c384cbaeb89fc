import { isKeyAfter } from './names.ts';
import type { Scan, Word } from './scan.ts';

/** The second word of a name in two words is no longer. */
const LONGEST_SECOND = 9;
const KEY = /^(?:keys?|schl[uü]ssel)$/i;
/** What only a word before it makes the name of a secret: `recovery code`, `parola d'ordine`, `clé API`. */
const TWO_WORDS: [word: RegExp, before: RegExp][] = [
  [/^codes?$/i, /^(?:recovery|backup|verification|login|access|pairing|device|authorization)$/i],
  [/^phrase$/i, /^(?:seed|recovery|mnemonic)$/i],
  [/^(?:ordine|acc[eè]s)$/i, /^d$/i],
  [/^API$/i, /^cl[eé]$/i],
];
const JWK_PART = /^(?:k|d|p|q|dp|dq|qi)$/;
/** A key of the JSON form of RFC 7517 says its type so near. */
const NEAR = 1_024;

/** Whether a word is the name of a secret by the word before it, or by the object around it. */
export function isOfTwoWords(scan: Scan, at: number, end: number, before: Word, isQuoted: boolean): boolean {
  if (end - at > LONGEST_SECOND) return false;
  const { text } = scan;
  const word = text.slice(at, end);
  if (isQuoted && JWK_PART.test(word)) return isInKey(scan, at);
  const other = wordBefore(text, at, before);
  if (other === '') return false;
  if (KEY.test(word)) return isKeyAfter(other);
  return TWO_WORDS.some(([second, first]) => second.test(word) && first.test(other));
}

/** Whether the type of a key stands near, before or behind; each is looked for once. */
function isInKey({ text, type }: Scan, at: number): boolean {
  while (type.next < at) {
    type.before = type.next;
    const next = text.indexOf('kty', type.next + 1);
    type.next = next < 0 ? Number.POSITIVE_INFINITY : next;
  }
  return type.next - at <= NEAR || (type.before >= 0 && at - type.before <= NEAR);
}

const LONGEST_BEFORE = 20;

/** The word that stands right before a name, with one character between them. */
function wordBefore(text: string, at: number, { from, to }: Word): string {
  return at - to === 1 ? text.slice(Math.max(from, to - LONGEST_BEFORE), to) : '';
}
