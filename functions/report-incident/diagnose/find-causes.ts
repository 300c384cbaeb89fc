import type { Cause, Finding } from './cause.ts';
import { CAUSES } from './causes.ts';
import type { Witnesses } from './witnesses.ts';

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
  const hidden = new Set(found.flatMap(({ cause }) => cause.subsumes ?? []));
  return found.filter(({ cause }) => !hidden.has(cause.id));
}
