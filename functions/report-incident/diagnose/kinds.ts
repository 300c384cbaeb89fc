import type { ErrorKind } from '../../shared/observation.ts';
import type { Witnesses } from './witnesses.ts';

/** An exception of a chain, with its frames. */
interface Raised {
  exception: string;
  where: string[];
}

/** What a kind of error came from first: the begin of the chain, else what was raised. */
export function rootOf({ causedBy = [], exception = '', where = [] }: ErrorKind): Raised {
  return causedBy[0] ?? { exception, where };
}

/** All that was raised, the first cause first. */
export const chainOf = (kind: ErrorKind): Raised[] => [
  ...(kind.causedBy ?? []),
  ...(kind.exception === undefined ? [] : [{ exception: kind.exception, where: kind.where ?? [] }]),
];

/** All words of a kind: its text and its exceptions, without frames. */
export const wordsOf = (kind: ErrorKind): string => [kind.text, ...chainOf(kind).map((r) => r.exception)].join(' ');

type Owner = 'openai' | 'weaviate';

const FRAMES: [Owner, RegExp][] = [
  ['openai', /^(?:at |called from )?openai\/|generate_embeddings_openai/],
  ['weaviate', /^(?:at |called from )?weaviate\//],
];
const NAMES: [Owner, RegExp][] = [
  ['openai', /^openai\./],
  ['weaviate', /^weaviate\.|^Weaviate\w+(?:Error|Exception)/],
];
/** How AtlasML's handlers begin what they log of a call that failed. */
const TEXTS: [Owner, RegExp][] = [
  ['openai', /OpenAI|Expecting value: line 1 column 1/],
  ['weaviate', /weaviate/i],
];

/** Whose error it is: by what was raised first and where, then by later exceptions, then by the text, then by the logger. */
export function ownerOf(kind: ErrorKind): Owner | undefined {
  for (const { exception, where } of chainOf(kind)) {
    const byName = NAMES.find(([, pattern]) => pattern.test(exception));
    const byFrame = FRAMES.find(([, pattern]) => where.some((place) => pattern.test(place)));
    const [owner] = byName ?? byFrame ?? TEXTS.find(([, pattern]) => pattern.test(exception)) ?? [];
    if (owner) return owner;
  }
  const [owner] = TEXTS.find(([, pattern]) => pattern.test(kind.text)) ?? [];
  if (owner) return owner;
  return /^openai\b/.test(kind.logger) ? 'openai' : /weaviate/.test(kind.logger) ? 'weaviate' : undefined;
}

/** The status that a service answered with, from where clients write it; a number elsewhere in a text is no status. */
export function statusOf(kind: ErrorKind): number | undefined {
  const [, status] =
    /(?:Error code|[Uu]nexpected status code|[Ss]tatus code|status_code|HTTP)[:= ]+(\d{3})\b/.exec(wordsOf(kind)) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** The kinds of an owner for which a rule holds, the most frequent first. */
export const kindsOf = (w: Witnesses, owner: Owner, holds: (kind: ErrorKind) => boolean): ErrorKind[] =>
  w.evidence.filter((kind) => ownerOf(kind) === owner && holds(kind));

/** When these kinds were first and last logged, and about how many requests logged them: of one request's lines each has a kind. */
export const weightOf = (kinds: ErrorKind[]) => ({
  sinceMs: Math.min(...kinds.map((k) => k.oldestMs ?? k.newestMs)),
  freshMs: Math.max(...kinds.map((k) => k.newestMs)),
  count: Math.max(...kinds.map((k) => k.count)),
  by: ['log' as const],
});
