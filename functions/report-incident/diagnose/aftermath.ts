import type { Incident, KnownCause, Member } from '../../shared/incident/reporter-state.ts';
import type { Cause } from './cause.ts';
import { CAUSES } from './causes.ts';
import type { Found } from './find-causes.ts';

/** Between the last probe that failed and the first that was well, errors are of the same trouble. */
const LATEST_MS = 90_000;
/** One outage is two alarms where the endpoint tells which component fails. */
export const OUTAGES: readonly Member['signal'][] = ['endpoint-down', 'component-down'];

interface Aftermath {
  rule: Cause;
  told: KnownCause;
  /** What made errors before the outage that are still counted. */
  ofBefore?: Found;
}

/**
 * The cause that was told, when the outage that it explained is over and what is on now are only its errors, which the counts
 * hold for some minutes. Undefined when something newer was seen.
 */
export function aftermathOf(
  { causes = [], members, resolvedMs }: Incident,
  lead: Member,
  found: Found | undefined,
): Aftermath | undefined {
  const told = causes.at(-1);
  const rule = CAUSES.find(({ id }) => id === told?.id);
  if (!told || !rule || resolvedMs !== undefined || found?.cause === rule) return undefined;
  const over = members.filter((m) => OUTAGES.includes(m.signal) && rule.explains.includes(m.signal));
  if (over.length === 0 || over.some((m) => m.state !== 'ok')) return undefined;
  if (!rule.explains.includes(lead.signal)) {
    // What is on now was there before the outage, and nothing of it is new.
    const firstMs = Math.min(...over.map((m) => m.firstFailureMs ?? m.sinceMs));
    const isOfBefore = found?.freshMs !== undefined && found.freshMs < firstMs;
    return isOfBefore ? { rule, told, ofBefore: found } : undefined;
  }
  const lastMs = Math.max(...over.map((m) => m.lastFailureMs ?? m.sinceMs));
  if (found && (found.freshMs === undefined || found.freshMs > lastMs + LATEST_MS)) return undefined;
  return { rule, told };
}
