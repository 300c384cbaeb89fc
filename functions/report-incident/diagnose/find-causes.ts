import type { Cause, Explained, Finding } from './cause.ts';
import { CAUSES } from './causes.ts';
import { isPast, type Witnesses } from './witnesses.ts';

/** A cause that fits, with its rule. */
export interface Found extends Finding {
  cause: Cause;
}

/** All causes that fit and that no other one that fits subsumes, in the order of the table. */
export function findCauses(w: Witnesses): Found[] {
  const found = CAUSES.flatMap((cause) => {
    const finding = cause.finds(w);
    return finding ? [{ cause, ...finding }] : [];
  });
  // What is past hides only what is past, too.
  const isOver = ({ explains, freshMs }: Found) => explains !== undefined || (freshMs !== undefined && isPast(w, freshMs));
  const isHidden = (f: Found) =>
    found.some((by) => by.cause.subsumes?.includes(f.cause.id) && (by.explains === undefined || isOver(f)));
  return found.filter((f) => !isHidden(f));
}

/** What a cause that was found explains by now. */
export const explainedBy = ({ cause, explains }: Found): readonly Explained[] => explains ?? cause.explains;
