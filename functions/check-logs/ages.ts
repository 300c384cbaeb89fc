import type { ErrorKind } from '../shared/observation.ts';
import type { KindMemory } from '../shared/ports.ts';

/** So many kinds are remembered in one run; a storm of different ones must not become a storm of writes. */
const MOST_REMEMBERED = 20;

/**
 * Adds to the most frequent kinds when each was first seen. One whose traceback was read is remembered by its text too, so
 * that a run that cannot read the traceback knows it.
 * @throws what the memory throws.
 */
export async function withAges(kinds: ErrorKind[], memory: KindMemory, atMs: number): Promise<ErrorKind[]> {
  const names = kinds
    .slice(0, MOST_REMEMBERED)
    .flatMap(({ fingerprint, textFingerprint = fingerprint }) => [fingerprint, textFingerprint]);
  const seen = await memory.firstSeen([...new Set(names)], atMs);
  return kinds.map((kind) => {
    const firstSeenMs = seen.get(kind.fingerprint);
    return firstSeenMs === undefined ? kind : { ...kind, firstSeenMs };
  });
}
