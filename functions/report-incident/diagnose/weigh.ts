import type { Member } from '../../shared/incident/reporter-state.ts';
import { explainedBy, type Found } from './find-causes.ts';
import { lookOf, type Witnesses } from './witnesses.ts';

/** Evidence that is so much older than the newest is of an earlier trouble. */
export const OLDER_MS = 2 * 60_000;

/**
 * True when a cause explains an alarm: by its rule, and for an outage also by how the probe saw it. What OpenAI said minutes
 * ago explains no refused connection.
 */
export function explains(found: Found, { signal, subject }: Member, w: Witnesses): boolean {
  if (!explainedBy(found).includes(signal)) return false;
  const { looks } = found.cause;
  if (!looks || (signal !== 'endpoint-down' && signal !== 'component-down')) return true;
  const seen =
    w.endpoints.find((e) => e.endpoint === subject && e.verdict === 'down') ?? w.endpoints.find((e) => e.verdict === 'down');
  const look = lookOf(seen);
  return look === undefined || looks.includes(look);
}

/**
 * The cause that explains an alarm best: by the freshest evidence; of those as fresh the first of the table, and of those
 * that are counted the one that was logged most often.
 */
export function weightiest(found: Found[], member: Member, w: Witnesses): Found | undefined {
  const fitting = found.filter((f) => explains(f, member, w));
  const newestMs = Math.max(...fitting.map((f) => freshMs(f, w)));
  const fresh = fitting.filter((f) => newestMs - freshMs(f, w) <= OLDER_MS);
  const [first] = fresh;
  if (first?.count === undefined) return first;
  return fresh.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))[0];
}

export const freshMs = (found: Found, { nowMs }: Witnesses): number => Math.min(nowMs, found.freshMs ?? nowMs);
