import { FAULTS, SYSTEM_WORDS, type System } from './faults.ts';

/** That a text says of a system that something is wrong with it. */
export interface Claim {
  id: string;
  system: System;
  /** Its clause names another system with "or": it commits to neither. */
  hedged: boolean;
}

const NAMED = Object.keys(SYSTEM_WORDS).filter((s) => s !== 'atlasml') as System[];

/**
 * What a text blames, in the order of its clauses and within one in the order of its words. A clause that names another
 * system says nothing of AtlasML's own process, but for what the process does because of it: frozen, cannot start.
 */
export function claimsIn(text: string): Claim[] {
  const claims = clausesOf(text).flatMap((clause) => {
    const named = NAMED.filter((system) => SYSTEM_WORDS[system].test(clause));
    const hedged = isHedged(clause, named);
    return FAULTS.flatMap(({ id, system, words, because }) => {
      const at = clause.search(words);
      if (at < 0 || !(system === 'atlasml' ? named.length === 0 || because : named.includes(system))) return [];
      return [{ id, system, hedged, at: Math.min(at, Math.max(0, clause.search(SYSTEM_WORDS[system]))) }];
    }).sort((a, b) => a.at - b.at);
  });
  const seen = new Set<string>();
  return claims.flatMap(({ id, system, hedged }) => {
    if (seen.has(`${id} ${hedged}`)) return [];
    seen.add(`${id} ${hedged}`);
    return [{ id, system, hedged }];
  });
}

/** The systems that a text says are well: "Weaviate itself is well", "Weaviate answers". */
export function clearedIn(text: string): System[] {
  const well = clausesOf(text).filter((c) => /\b(?:is|are) (?:well|healthy|fine)\b|\banswers$/i.test(c.trim()));
  const systems: System[] = ['openai', 'weaviate'];
  return [
    ...systems.filter((system) => well.some((c) => SYSTEM_WORDS[system].test(c))),
    ...(well.some((c) => /^atlasml\b/i.test(c.trim())) ? (['atlasml'] as const) : []),
  ];
}

/** The systems of which a text says only that it may be one of them. */
export const hedgedIn = (text: string): System[] =>
  clausesOf(text).flatMap((clause) => {
    const named = NAMED.filter((system) => SYSTEM_WORDS[system].test(clause));
    return isHedged(clause, named) ? named : [];
  });

/** The systems that a text names at all. */
export const namedIn = (text: string): System[] => NAMED.filter((system) => SYSTEM_WORDS[system].test(text));

/** Ends of sentences and of clauses; the dot of a number or a module ends nothing. */
function clausesOf(text: string): string[] {
  return text.split(/[;:](?=\s)|[.!?](?=\s|$)/).filter((clause) => clause.trim() !== '');
}

function isHedged(clause: string, named: System[]): boolean {
  return named.some((one) =>
    named.some(
      (other) =>
        one !== other &&
        new RegExp(`(?:${SYSTEM_WORDS[one].source})[^.]{0,24}\\bor (?:\\w+ ){0,2}(?:${SYSTEM_WORDS[other].source})`, 'i').test(
          clause,
        ),
    ),
  );
}
