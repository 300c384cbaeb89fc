import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { withTold } from '../../functions/shared/incident/receiver-record.ts';
import type { Incident, Silence } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Capsule } from './format.ts';

/** What the checks saw, each once, in the order of time. Pure. */
export function observationsIn(
  runs: readonly KeptRun[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): Observation[] {
  const seen = new Map(runs.flatMap((run) => run.observations.map((o) => [`${o.check} ${o.atMs}`, o] as const)));
  return [...seen.values()].filter((o) => o.atMs >= fromMs && o.atMs < untilMs).sort((a, b) => a.atMs - b.atMs);
}

/** The incidents after each run that changed anything which is shown of them, and at last as they are now. Pure. */
export function incidentsIn(runs: readonly KeptRun[], known: readonly Incident[], nowMs: number): Capsule['incidents'] {
  const ids = new Set(known.map(({ id }) => id));
  const shown = new Map<string, string>();
  const versions = runs.flatMap(({ atMs, state, receivers }) =>
    state.incidents.flatMap((one) => {
      if (!ids.has(one.id)) return [];
      const incident = withTold(one, receivers);
      const words = shownOf(incident);
      if (shown.get(one.id) === words) return [];
      shown.set(one.id, words);
      return [{ atMs, incident }];
    }),
  );
  return [...versions, ...known.map((incident) => ({ atMs: nowMs, incident }))];
}

/** The proofs of an end are renewed each minute, and nobody sees them. */
const shownOf = ({ members, ...incident }: Incident): string =>
  JSON.stringify([incident, members.map(({ alarm, state, sinceMs }) => [alarm, state, sinceMs])]);

/** The newest silence that was in force. Pure. */
export function silenceIn(runs: readonly KeptRun[]): Silence | undefined {
  return runs.findLast(({ state }) => state.silence !== undefined)?.state.silence;
}
