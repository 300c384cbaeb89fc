import { hear, KnownText, type KnownTexts, MOST_KNOWN, type ToldTexts, tell } from '../known-text.ts';
import { keyOf, numberText, type Value } from '../values.ts';
import type { Aggregate } from './aggregate.ts';

/** Texts that are known by numbers, as bits. */
interface Known {
  texts: KnownTexts;
  bits: Uint32Array;
}

/** Different values: by their keys, and those that are known by numbers, for each thread that knows them. */
interface Distinct {
  keys: Set<string>;
  known: Known[];
}

/** The same for another thread. */
interface Kept {
  keys: Set<string>;
  told: { texts: ToldTexts; bits: Uint32Array }[];
}

/** A state of a few values takes less room as keys. */
const LEAST_KNOWN = 256;

/** Exact: the service calls its own an approximation when there are very many values. */
export const countDistinct: Aggregate<Distinct, Kept> = {
  identifies: true,
  start: () => ({ keys: new Set(), known: [] }),
  add(s, value, _time, keep) {
    if (value instanceof KnownText) {
      const { number, texts } = value;
      const known = s.known[0];
      if (known?.texts === texts) mark(known.bits, number);
      else if (!known && s.keys.size >= LEAST_KNOWN) {
        const bits = new Uint32Array(MOST_KNOWN / 32);
        mark(bits, number);
        s.known.push({ texts, bits });
      } else s.keys.add(keyOfText(texts.all[number] as string));
      return;
    }
    const key = distinctKey(value);
    // To keep a short text costs nothing, and to look for it before would cost as much as to add it.
    if (key.length < 13) s.keys.add(keep(key) as string);
    else if (!s.keys.has(key)) s.keys.add(keep(key) as string);
  },
  kept: ({ keys, known }) => ({ keys, told: known.map(({ texts, bits }) => ({ texts: tell(texts), bits })) }),
  merge(into, from) {
    for (const key of from.keys) into.keys.add(key);
    const known = 'told' in from ? from.told.map(({ texts, bits }) => ({ texts: hear(texts), bits })) : from.known;
    for (const { texts, bits } of known) {
      const same = into.known.find((one) => one.texts === texts);
      if (!same) into.known.push({ texts, bits: bits.slice() });
      else for (let i = 0; i < bits.length; i++) same.bits[i] = (same.bits[i] as number) | (bits[i] as number);
    }
  },
  result({ keys, known: [first, ...others] }) {
    if (!first) return keys.size;
    const bits = first.bits.slice();
    const { numbers } = keyedBy(first.texts);
    const rest = new Set<string>();
    for (const other of others) {
      const [there, here] = [keyedBy(other.texts), translated(other.texts, first.texts)];
      for (const number of marked(other.bits)) {
        const known = here[number] as number;
        if (known >= 0) mark(bits, known);
        else rest.add(there.keys[number] as string);
      }
    }
    for (const key of keys) {
      const number = numbers.get(key);
      if (number === undefined) rest.add(key);
      else mark(bits, number);
    }
    return rest.size + marked(bits).length;
  },
};

function mark(bits: Uint32Array, number: number): void {
  const at = number >> 5;
  bits[at] = (bits[at] as number) | (1 << (number & 31));
}

function marked(bits: Uint32Array): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < bits.length; i++)
    for (let left = bits[i] as number; left !== 0; left &= left - 1) numbers.push(i * 32 + 31 - Math.clz32(left & -left));
  return numbers;
}

/** The keys of a thread's texts by their numbers, and the other way around. */
interface Keyed {
  made: number;
  keys: (string | undefined)[];
  numbers: Map<string, number>;
}

/** All groups ask for the same. */
const keyed = new WeakMap<KnownTexts, Keyed>();

function keyedBy(texts: KnownTexts): Keyed {
  const before = keyed.get(texts);
  if (before?.made === texts.made) return before;
  const keys = Array.from(texts.all, (text) => (text === undefined ? undefined : keyOfText(text)));
  const numbers = new Map<string, number>();
  for (const [number, key] of keys.entries()) if (key !== undefined) numbers.set(key, number);
  const made = { made: texts.made, keys, numbers };
  keyed.set(texts, made);
  return made;
}

/** How the numbers of one thread's texts are called in another table that stays as it is; -1 where a text is not in it. */
const translations = new WeakMap<Keyed, { into: Keyed; numbers: Int32Array }>();

function translated(from: KnownTexts, into: KnownTexts): Int32Array {
  const [there, here] = [keyedBy(from), keyedBy(into)];
  const before = translations.get(there);
  if (before?.into === here) return before.numbers;
  const numbers = Int32Array.from(there.keys, (key) => (key === undefined ? -1 : (here.numbers.get(key) ?? -1)));
  translations.set(there, { into: here, numbers });
  return numbers;
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
