import type { Incident, KnownCause, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Observation } from '../../shared/observation.ts';
import { standingOf } from '../../shared/signals/standing.ts';
import { redact } from '../../shared/text/redact.ts';
import { isUnstable } from '../reconcile/flapping.ts';
import { asNews, type Reason } from '../reconcile/reconcile.ts';
import { CAUSES } from './causes.ts';
import { causeOf, type Diagnosis, diagnose } from './diagnose.ts';
import { findCauses } from './find-causes.ts';
import { OLDER_MS } from './weigh.ts';
import { type Witnesses, witnessesOf } from './witnesses.ts';

/** Reasons with which a message goes out anyway. */
const TOLD_ANYWAY: Reason[] = ['opened', 'worse', 'unstable', 'lasts', 'partly-recovered'];
/** For so long after a message a better answer is told as its correction. */
const CORRECTION_MS = 5 * 60_000;

/**
 * Remembers which causes were told, and makes news of one that was not: where the alarms that are on had all been well since
 * they were last told, or the incident is unstable, so that neither hides another trouble; and, once for a message, where a
 * better answer is known within minutes. Pure.
 */
export function withCause(
  before: { state: ReporterState; reason: Reason },
  observations: Observation[],
  nowMs: number,
): { state: ReporterState; reason: Reason } {
  const { state, reason } = before;
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (!open || ['UNKNOWN', 'WELL'].includes(standingOf(open.members))) return before;
  const witnesses = witnessesOf(observations, open, nowMs);
  const diagnosis = diagnose(open, witnesses);
  const last = open.causes?.at(-1);
  const isAnyway = TOLD_ANYWAY.includes(reason);
  if (isAnyway) return replaced(state, remember(open, diagnosis, last, witnesses), reason);
  if (isNewTrouble(open, diagnosis) || (last && follows(diagnosis, last, witnesses)))
    return replaced(state, remember(asNews(open, nowMs), diagnosis, last, witnesses), 'new-cause');
  if (last && isBetter(diagnosis, last, open, witnesses))
    return replaced(state, corrected(asNews(open, nowMs), diagnosis, last, nowMs), 'corrected');
  return before;
}

/**
 * A cause that was told before is none, nor one that an alarm has which never went away, nor no cause at all where the same
 * alarm was told with one: its evidence ends before the alarm does.
 */
function isNewTrouble(open: Incident, { id, isFound, lead }: Diagnosis): boolean {
  if (open.causes?.some((c) => c.id === id || (!isFound && c.alarm === lead.alarm && c.isFound !== false))) return false;
  return isUnstable(open) || hadBeenWell(open);
}

/** Fewer errors are what always goes wrong. */
const LEAST_ERRORS = 5;

/**
 * True when the errors that keep an alarm on are another trouble's: they began when those that were told had ended. The
 * window of the counts is longer than the time between two troubles can be, so the alarm does not go off between them.
 */
function follows({ id, isFound, lead }: Diagnosis, last: KnownCause, witnesses: Witnesses): boolean {
  if (!isFound || id === last.id || lead.signal === 'new-error-kind') return false;
  const found = findCauses(witnesses);
  const { count = 0, sinceMs = 0, freshMs = 0 } = found.find(({ cause }) => cause.id === id) ?? {};
  const told = found.find(({ cause }) => cause.id === last.id);
  const endedMs = told ? (told.freshMs ?? witnesses.nowMs) : (last.atMs ?? witnesses.nowMs);
  return count >= LEAST_ERRORS && sinceMs > endedMs && witnesses.nowMs - freshMs <= OLDER_MS;
}

/** True when every alarm that is on was well since it was last told. */
function hadBeenWell({ members, changes }: Incident): boolean {
  return members
    .filter((m) => m.state === 'alarm')
    .every(({ title, spokenMs = 0 }) => changes.some((c) => c.atMs > spokenMs && c.recovered.includes(title)));
}

/** Another cause of the same alarm that takes the place of the one told, or the same one that is certain by now. */
function isBetter({ id, isFound, certain, lead }: Diagnosis, last: KnownCause, open: Incident, witnesses: Witnesses): boolean {
  const { atMs, alarm, isCorrection, certain: wasCertain = true } = last;
  if (atMs === undefined || isCorrection || alarm !== lead.alarm || witnesses.nowMs - atMs > CORRECTION_MS) return false;
  if (id === last.id) return certain && !wasCertain;
  // When what was told is over, what it stood for is still seen: no better word for it.
  if (CAUSES.find((c) => c.id === last.id)?.subsumes?.includes(id)) return false;
  return isFound && (last.isFound === false || !isShown(last.id, open, witnesses));
}

function remember(open: Incident, diagnosis: Diagnosis, last: KnownCause | undefined, witnesses: Witnesses): Incident {
  const { nowMs } = witnesses;
  const isOver = last !== undefined && last.id !== diagnosis.id && !isShown(last.id, open, witnesses);
  return {
    ...withKnown(open, diagnosis, nowMs),
    changes: isOver ? [...open.changes, noteOf(open, `Over: ${last.short}`, nowMs)] : open.changes,
  };
}

function corrected(open: Incident, diagnosis: Diagnosis, last: KnownCause, nowMs: number): Incident {
  const short = redact(diagnosis.short);
  const note =
    diagnosis.id === last.id ? `Now certain: ${short}` : `Correction: ${short}. The message before said: ${last.short}`;
  return { ...withKnown(open, diagnosis, nowMs, true), changes: [...open.changes, noteOf(open, note, nowMs)] };
}

function withKnown(
  open: Incident,
  { id, short, certain, isFound, lead }: Diagnosis,
  atMs: number,
  isCorrection?: true,
): Incident {
  const cause: KnownCause = {
    id,
    short: redact(short),
    atMs,
    alarm: lead.alarm,
    certain,
    isFound,
    ...(isCorrection && { isCorrection }),
  };
  const others = (open.causes ?? []).filter((c) => c.id !== id);
  return { ...open, causes: [...others, cause].slice(-MOST_CAUSES) };
}

/** True while the table finds the cause, or the alarm that stood for it is on. */
function isShown(id: string, { members }: Incident, witnesses: Witnesses): boolean {
  return (
    findCauses(witnesses).some(({ cause }) => cause.id === id) || members.some((m) => m.state === 'alarm' && causeOf(m) === id)
  );
}

function replaced(state: ReporterState, next: Incident, reason: Reason) {
  return { state: { ...state, incidents: state.incidents.map((i) => (i.id === next.id ? next : i)) }, reason };
}

const MOST_CAUSES = 20;

const noteOf = ({ revision }: Incident, note: string, atMs: number) => ({ revision, atMs, joined: [], recovered: [], note });
