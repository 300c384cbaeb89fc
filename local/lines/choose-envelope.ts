import type { Envelope } from './envelope.ts';
import { JSON_ENVELOPES, SHIPPED } from './json-envelopes.ts';
import { formOf } from './recognise.ts';
import { TEXT_ENVELOPES } from './text-envelopes.ts';

const ALL: readonly Envelope[] = [...TEXT_ENVELOPES, ...JSON_ENVELOPES, SHIPPED];
/** So many lines of AtlasML's in one form decide: a body in another form cannot outvote the log that it stands in. */
const ENOUGH = 5;
/** What tools add makes no line longer than this; a body may be. */
const MOST_LOOKED_AT = 20_000;

export const PLAIN = TEXT_ENVELOPES[0] as Envelope;
const STAMPED = ALL.find(({ name }) => name === 'docker logs -t') as Envelope;

/** Finds out in which form lines come, by the form in which AtlasML's lines come out of them. */
export class EnvelopeChooser {
  readonly #votes = new Map<Envelope, number>();

  /** Looks at one more line. Returns the form once it is decided. */
  look(line: string): Envelope | undefined {
    for (const envelope of ALL) {
      const found = envelope.read(line);
      if (!found || !formOf(found.text)) continue;
      const votes = (this.#votes.get(envelope) ?? 0) + 1;
      this.#votes.set(envelope, votes);
      return votes >= ENOUGH ? envelope : undefined;
    }
    return undefined;
  }

  /** The form by what was seen so far; undefined where no line of AtlasML's was. */
  best(): Envelope | undefined {
    return [...this.#votes].sort(([, a], [, b]) => b - a)[0]?.[0];
  }
}

/** The form where no line is AtlasML's: by how the first line looks. */
export function formByLooks(first: string): Envelope {
  return [...JSON_ENVELOPES, STAMPED].find(({ read }) => read(first)) ?? PLAIN;
}

/** True of a line that is AtlasML's in any form, also when it is written in UTF-16 within a file that is not. */
export function isOfAnyForm(line: string): boolean {
  if (line.length > MOST_LOOKED_AT) return false;
  const text = line.includes('\0') ? line.replaceAll('\0', '') : line;
  return ALL.some(({ read }) => {
    const found = read(text);
    return found !== undefined && formOf(found.text) !== undefined;
  });
}
