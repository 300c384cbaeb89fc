import type { Incident, ReporterState } from './reporter-state.ts';

/** An item in DynamoDB holds 400 KB (quota of the service); what is kept stays far below, in bytes of UTF-8. */
export const MOST_STATE_BYTES = 150_000;
/** So many incidents whose end somebody still has to be told; older ones are in the archive. */
const MOST_INCIDENTS = 20;
/** Fewer than a receiver's record remembers. */
export const MOST_NOTICES = 10;

/** What can be left out, the least useful first; each step takes what is left of the one before. */
const STEPS: ((incident: Incident) => Incident)[] = [
  (i) => (i.resolvedMs === undefined ? i : withoutEvidence(withoutAccount(i))),
  (i) => (i.resolvedMs === undefined ? i : { ...i, changes: i.changes.slice(-3) }),
  (i) => ({
    ...i,
    changes: i.changes.slice(-5).map((c) => ({ ...c, joined: c.joined.slice(0, 8), recovered: c.recovered.slice(0, 8) })),
  }),
  (i) => withoutEvidence(withoutAccount(i)),
  (i) => (i.resolvedMs === undefined ? i : { ...i, members: i.members.slice(0, 5) }),
  (i) => ({ ...i, changes: [], causes: (i.causes ?? []).slice(-5) }),
];

/** Keeps the state below what a store takes: the open incident with all of its alarms goes last. */
export function boundState(state: ReporterState): ReporterState {
  const open = state.incidents.filter((i) => i.resolvedMs === undefined);
  const ended = state.incidents.filter((i) => i.resolvedMs !== undefined).slice(-MOST_INCIDENTS);
  let bounded: ReporterState = { ...state, incidents: [...ended, ...open], notices: state.notices.slice(-MOST_NOTICES) };
  for (const step of STEPS) {
    if (bytesOf(bounded) <= MOST_STATE_BYTES) return bounded;
    bounded = { ...bounded, incidents: bounded.incidents.map(step) };
  }
  while (bytesOf(bounded) > MOST_STATE_BYTES && bounded.incidents.length > open.length)
    bounded = { ...bounded, incidents: bounded.incidents.slice(1) };
  while (bytesOf(bounded) > MOST_STATE_BYTES && bounded.incidents.some((i) => i.members.length > 1))
    bounded = {
      ...bounded,
      incidents: bounded.incidents.map((i) => ({ ...i, members: i.members.slice(0, Math.ceil(i.members.length / 2)) })),
    };
  return bounded;
}

function withoutAccount({ account: _, ...incident }: Incident): Incident {
  return incident;
}

function withoutEvidence({ evidence: _, ...incident }: Incident): Incident {
  return incident;
}

const bytesOf = (state: ReporterState): number => Buffer.byteLength(JSON.stringify(state));
