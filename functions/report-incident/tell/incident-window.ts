import type { Incident } from '../../shared/incident/reporter-state.ts';

/** The lines before the trouble began often say why it did. */
const BEFORE_MS = 5 * 60_000;

/** The window of an incident that is worth reading: from a little before it began to its end, or to now. Epoch ms. */
export function windowOf({ openedMs, resolvedMs }: Incident, nowMs: number): { startMs: number; endMs: number } {
  return { startMs: openedMs - BEFORE_MS, endMs: resolvedMs ?? nowMs };
}
