import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Observation } from '../../shared/observation.ts';
import { standingOf } from '../../shared/signals/standing.ts';
import { redact } from '../../shared/text/redact.ts';
import { isUnstable } from '../reconcile/flapping.ts';
import { asNews, type Reason } from '../reconcile/reconcile.ts';
import { causeOf, diagnose } from './diagnose.ts';
import { findCauses } from './find-causes.ts';
import { type Witnesses, witnessesOf } from './witnesses.ts';

/** Reasons with which a message goes out anyway. */
const TOLD_ANYWAY: Reason[] = ['opened', 'worse', 'unstable', 'lasts', 'partly-recovered'];

/**
 * Remembers which causes were news. In an unstable incident a cause that was not told yet is news by itself, so that being
 * unstable hides no other trouble; the cause before it is said to be over when nothing shows it any more. Pure.
 */
export function withCause(
  before: { state: ReporterState; reason: Reason },
  observations: Observation[],
  nowMs: number,
): { state: ReporterState; reason: Reason } {
  const { state, reason } = before;
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (!open || ['UNKNOWN', 'WELL'].includes(standingOf(open.members))) return before;
  const witnesses = witnessesOf(observations, open.members, nowMs);
  const { id, short } = diagnose(open, witnesses);
  const known = open.causes ?? [];
  const last = known.at(-1);
  const isAnyway = TOLD_ANYWAY.includes(reason);
  if (last?.id === id || !(isAnyway || (isUnstable(open) && !known.some((c) => c.id === id)))) return before;
  const isOver = last !== undefined && !isShown(last.id, open, witnesses);
  const told = isAnyway ? open : asNews(open, nowMs);
  const next: Incident = {
    ...told,
    causes: [...known.filter((c) => c.id !== id), { id, short: redact(short) }].slice(-MOST_CAUSES),
    changes: isOver ? [...told.changes, overChange(told, last.short, nowMs)] : told.changes,
  };
  return {
    state: { ...state, incidents: state.incidents.map((i) => (i.id === open.id ? next : i)) },
    reason: isAnyway ? reason : 'new-cause',
  };
}

/** True while the table finds the cause, or the alarm that stood for it is on. */
function isShown(id: string, { members }: Incident, witnesses: Witnesses): boolean {
  return (
    findCauses(witnesses).some(({ cause }) => cause.id === id) || members.some((m) => m.state === 'alarm' && causeOf(m) === id)
  );
}

const MOST_CAUSES = 20;

const overChange = ({ revision }: Incident, short: string, atMs: number) => ({
  revision,
  atMs,
  joined: [],
  recovered: [],
  note: `Over: ${short}`,
});
