import type { ErrorKind } from '../../shared/observation.ts';
import { openaiAnswerOf } from './causes/openai.ts';
import { ownerOf, rootOf } from './kinds.ts';

/** Kinds of error that are one trouble: a request that fails writes several lines of it. */
export interface ErrorGroup {
  /** The most telling kind: one with what was raised, else the most frequent. */
  head: ErrorKind;
  /** The other kinds of lines that say the same. */
  others: ErrorKind[];
  /** About how many requests: each writes a line of each kind. */
  count: number;
  newestMs: number;
}

const NUMBERS = /\b(?=\w*\d)[\w-]+\b/g;
/** A last part that is shorter says too little to be the same trouble. */
const LEAST_TAIL = 12;

/** What makes two kinds the same trouble: what OpenAI answered, else the innermost words of what was raised or said. */
function causeKey(kind: ErrorKind): string {
  const owner = ownerOf(kind) ?? '';
  if (owner === 'openai') return `openai ${openaiAnswerOf(kind)}`;
  const words = (rootOf(kind).exception || kind.text).replace(NUMBERS, '#');
  const tail = words.split(': ').at(-1) ?? '';
  return `${owner} ${tail.length >= LEAST_TAIL ? tail : words}`;
}

/** The kinds by what they came from, in the order of their first. */
export function byCause(kinds: ErrorKind[]): ErrorGroup[] {
  return [...Map.groupBy(kinds, causeKey).values()].map((group) => {
    const head = group.find((k) => k.exception !== undefined) ?? (group[0] as ErrorKind);
    return {
      head,
      others: group.filter((k) => k !== head),
      count: Math.max(...group.map((k) => k.count)),
      newestMs: Math.max(...group.map((k) => k.newestMs)),
    };
  });
}
