import { KnownText, MOST_KNOWN } from '../known-text.ts';
import { keyOf, numberText, type Value } from '../values.ts';
import type { Aggregate } from './aggregate.ts';

/** Different values: by their keys, and those that are known by numbers as bits. */
interface Distinct {
  keys: Set<string>;
  known?: { texts: readonly (string | undefined)[]; bits: Uint32Array };
}

/** A state of a few values takes less room as keys. */
const LEAST_KNOWN = 256;

/** Exact: the service calls its own an approximation when there are very many values. */
export const countDistinct: Aggregate<Distinct> = {
  identifies: true,
  start: () => ({ keys: new Set() }),
  add(s, value, _time, keep) {
    if (value instanceof KnownText) {
      const { number, texts } = value;
      if (s.known?.texts === texts) mark(s.known.bits, number);
      else if (!s.known && s.keys.size >= LEAST_KNOWN) {
        s.known = { texts, bits: new Uint32Array(MOST_KNOWN / 32) };
        mark(s.known.bits, number);
      } else s.keys.add(keyOfText(texts[number] as string));
      return;
    }
    const key = distinctKey(value);
    // To keep a short text costs nothing, and to look for it before would cost as much as to add it.
    if (key.length < 13) s.keys.add(keep(key) as string);
    else if (!s.keys.has(key)) s.keys.add(keep(key) as string);
  },
  merge(into, { keys, known }) {
    for (const key of keys) into.keys.add(key);
    if (!known) return;
    if (!into.known) into.known = { texts: known.texts, bits: known.bits.slice() };
    else if (into.known.texts === known.texts) {
      const { bits } = into.known;
      for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | (known.bits[i] as number);
    } else for (const key of keysOf(known)) into.keys.add(key);
  },
  result({ keys, known }) {
    let size = keys.size;
    if (known) for (const key of keysOf(known)) if (!keys.has(key)) size++;
    return size;
  },
};

function mark(bits: Uint32Array, number: number): void {
  const at = number >> 5;
  bits[at] = (bits[at] as number) | (1 << (number & 31));
}

function* keysOf({ texts, bits }: NonNullable<Distinct['known']>): Generator<string> {
  for (let i = 0; i < bits.length; i++)
    for (let left = bits[i] as number; left !== 0; left &= left - 1)
      yield keyOfText(texts[i * 32 + 31 - Math.clz32(left & -left)] as string);
}

/** A key as keyOf makes it, without a copy of most texts: those that could be mistaken for one have one. */
function distinctKey(value: Value): string {
  if (typeof value === 'string') return keyOfText(value);
  return typeof value === 'number' ? keyOfText(numberText(value)) : keyOf(value);
}

function keyOfText(text: string): string {
  const first = text.charCodeAt(0);
  return first === LETTER_O || first === LETTER_S ? keyOf(text) : text;
}

const [LETTER_O, LETTER_S] = ['o', 's'].map((letter) => letter.charCodeAt(0));
