import { type Claim, claimsIn, clearedIn, hedgedIn, namedIn } from './claims.ts';

export type Grade = 'right' | 'half' | 'wrong';

/** How good a told cause is, and why. */
export interface Judgement {
  grade: Grade;
  why: string;
}

/** The lead of a message: what stands in the subject and the sentence of the cause. Then what stands beside it. */
export interface Told {
  subject: string;
  cause: string;
  also: string[];
}

/**
 * Compares a told cause with the true one, by words alone (faults.ts), so that it works for a truth that nobody knew.
 * The truth's `cause` tells the faults that count; where it has none that is known, those of `happened` do.
 *
 * right: the lead names one of these faults, of the system that the truth names, and blames no other system before it, nor
 *   one that the truth calls well; a word that the truth quotes, or an exception, stands in it too.
 * half: the true fault stands beside the lead (Also); or the lead names the right system with another fault; or it names the
 *   fault among others ("OpenAI or Weaviate"), after another system, or without the word that is quoted; or it names only
 *   what follows from the fault, or what is seen, and no other system.
 * wrong: another system leads.
 */
export function judge(truth: { cause: string; happened: string }, { subject, cause, also }: Told): Judgement {
  const lead = `${subject}. ${cause}`;
  const ofCause = claimsIn(truth.cause);
  const wanted = ofCause.length > 0 ? ofCause : claimsIn(truth.happened);
  if (wanted.length === 0) return byWords(truth.cause, lead);
  // "frozen by a hanging call to OpenAI": who is to blame counts, not what it does to AtlasML.
  const outside = wanted.filter((w) => w.system !== 'atlasml');
  const counting = outside.length > 0 ? outside : wanted;
  const known = [...wanted, ...claimsIn(truth.happened)];
  const cleared = clearedIn(`${truth.cause}. ${truth.happened}`);
  const claims = claimsIn(lead);
  const isOneOf = (list: Claim[], { id }: Claim) => list.some((c) => c.id === id);
  const hit = claims.findIndex((c) => !c.hedged && isOneOf(counting, c));
  if (hit >= 0) {
    const blamesWell = claims.find((c) => cleared.includes(c.system) && !isOneOf(known, c));
    if (blamesWell) return { grade: 'half', why: `it blames ${blamesWell.system}, which is well (${blamesWell.id})` };
    const before = claims
      .slice(0, hit)
      .find((c) => !c.hedged && !known.some((k) => k.system === c.system) && c.system !== 'atlasml');
    if (before) return { grade: 'half', why: `${before.system} leads (${before.id})` };
    const quoted = quotedIn(truth.cause);
    if (quoted.length > 0 && !quoted.some((q) => lead.includes(q)))
      return { grade: 'half', why: `without ${quoted.join(' or ')}` };
    return { grade: 'right', why: (claims[hit] as Claim).id };
  }
  const faults = counting.map((c) => c.id).join(' or ');
  const systems = counting.map((c) => c.system);
  const hedged = claims.find((c) => isOneOf(counting, c))?.id ?? hedgedIn(lead).find((s) => systems.includes(s));
  if (hedged) return { grade: 'half', why: `${hedged}, but as one of several` };
  const beside = claimsIn(also.join('. ')).find((c) => isOneOf(counting, c));
  if (beside) return { grade: 'half', why: `${beside.id} stands beside it only` };
  const same = claims.find((c) => systems.includes(c.system));
  if (same) return { grade: 'half', why: `${same.id}, not ${faults}` };
  const foreign = claims.find((c) => !c.hedged && c.system !== 'atlasml' && !known.some((k) => k.system === c.system));
  if (foreign) return { grade: 'wrong', why: `${foreign.id}, not ${faults}` };
  const follows = claims.find((c) => isOneOf(known, c));
  if (follows) return { grade: 'half', why: `only ${follows.id}, which follows from ${faults}` };
  const other = claims.find((c) => !c.hedged);
  if (other) return { grade: 'wrong', why: `${other.id}, not ${faults}` };
  const named = namedIn(lead).find((s) => systems.includes(s));
  return { grade: 'half', why: named ? `names ${named} without what is wrong with it` : 'names no cause, only what is seen' };
}

/** Exceptions by name and what stands in quotes. */
function quotedIn(text: string): string[] {
  return [
    ...text.matchAll(/(?<!\w)'([^']{4,60})'(?!\w)|"([^"]{4,60})"|`([^`]{4,60})`|\b([A-Z]\w+(?:Error|Exception))\b/g),
  ].flatMap((match) => match.slice(1).filter((q) => q !== undefined));
}

const EMPTY_WORDS = /^(?:that|this|with|from|every|each|there|their|does|have|been|were|which|when|atlasml)$/;

/** A truth in words that no fault of the table has: right with two thirds of its words, half with one. */
function byWords(cause: string, lead: string): Judgement {
  const wordsOf = (text: string) =>
    new Set(
      text
        .toLowerCase()
        .match(/[a-z0-9]{4,}/g)
        ?.filter((w) => !EMPTY_WORDS.test(w)) ?? [],
    );
  const wanted = [...wordsOf(cause)];
  const there = wordsOf(lead);
  const share = wanted.length === 0 ? 0 : wanted.filter((w) => there.has(w)).length / wanted.length;
  const why = `no known fault in the truth; ${Math.round(100 * share)} % of its words are told`;
  return { grade: share >= 2 / 3 ? 'right' : share >= 1 / 3 ? 'half' : 'wrong', why };
}
