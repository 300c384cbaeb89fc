import type { AnswerOrder } from '../shared/answers/answer-order.ts';
import { LONGEST_ANSWERED_SILENCE_MS } from '../shared/answers/silence-end.ts';
import type { Incident, ReporterState } from '../shared/incident/reporter-state.ts';
import { standingOf } from '../shared/signals/standing.ts';
import type { ReadersTime } from '../shared/text/readers-time.ts';
import { silenceNote, silenceSpan } from './reconcile/silence-note.ts';
import { noteOfAck } from './tell/acknowledged.ts';

/** The state after an answer, and what came of it in words; the state itself where it changed nothing. */
export interface Taken {
  state: ReporterState;
  said: string;
}

/** Above what a night of pressing makes; when they are full, only the command line answers, so that none is ever forgotten. */
const MOST_SPENT = 200;

/**
 * Takes an answer to an incident: once, and only while that incident is open. What is spent stands in the incident, so that the conditional
 * save of the state lets one of two that come at the same moment through. Pure.
 */
export function takeAnswer(state: ReporterState, order: AnswerOrder, nowMs: number, time: ReadersTime): Taken {
  if (order.action === 'test') return { state, said: 'This test of an answer arrived. It changed nothing.' };
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  const lost = uselessBy(state, order);
  if (!open || lost === 'over') return { state, said: 'This incident is over, so nothing was done.' };
  if (lost === 'used') return { state, said: 'This was used before, and it works only once. Nothing was done again.' };
  const { spent = [] } = open;
  if (spent.length >= MOST_SPENT)
    return { state, said: 'Too many answers were given to this incident. Use npx atlasml-monitor ack or silence.' };
  const { incident, silence, said } = answered(open, order, nowMs, time, state.silence);
  if (!incident) return { state, said };
  const next = { ...incident, spent: [...spent, order.nonce] };
  const incidents = state.incidents.map((i) => (i.id === open.id ? next : i));
  return { state: { ...state, incidents, ...(silence && { silence }) }, said };
}

/** Why a right to answer does nothing any more: its incident is over, or it was used. Undefined while it is good. Pure. */
export function uselessBy(
  { incidents }: Pick<ReporterState, 'incidents'>,
  { action, incident, nonce }: Pick<AnswerOrder, 'action' | 'incident' | 'nonce'>,
): 'over' | 'used' | undefined {
  if (action === 'test') return undefined;
  const open = incidents.find((i) => i.resolvedMs === undefined);
  if (open?.id !== incident) return 'over';
  return open.spent?.includes(nonce) ? 'used' : undefined;
}

interface Answered {
  /** Absent where nothing was done. */
  incident?: Incident;
  silence?: NonNullable<ReporterState['silence']>;
  said: string;
}

function answered(
  open: Incident,
  order: AnswerOrder,
  nowMs: number,
  time: ReadersTime,
  silent: ReporterState['silence'],
): Answered {
  if (order.action === 'acknowledge') return acknowledge(open, order.by, nowMs, time);
  if (order.action === 'silence') return silenced(open, order, nowMs, time, silent);
  return dismissed(open, order, nowMs);
}

/** Somebody has the incident: it reminds nobody any more. Said twice it is no news. */
export function acknowledge(
  open: Incident,
  by: string,
  nowMs: number,
  time: ReadersTime,
): Required<Pick<Answered, 'incident' | 'said'>> {
  const since = time.date(open.openedMs);
  if (open.acknowledgedBy === by) return { incident: open, said: `${by} is already on this incident, which began ${since}.` };
  return {
    incident: { ...noted(open, noteOfAck(by), nowMs), acknowledgedBy: by },
    said: `${by} is on this incident, which began ${since}; no more reminders are sent.`,
  };
}

function silenced(
  open: Incident,
  { by, why, untilMs = 0 }: AnswerOrder,
  nowMs: number,
  time: ReadersTime,
  silent: ReporterState['silence'],
): Answered {
  if (!(untilMs > nowMs) || untilMs > nowMs + LONGEST_ANSWERED_SILENCE_MS)
    return { said: 'That time is past, or too far away: a silence lasts a day at most. Nothing was done.' };
  // Ten minutes more of quiet must not end the two hours of a deploy.
  if (silent && silent.untilMs >= untilMs)
    return { said: `It is silent already, until ${time.date(silent.untilMs)}. Nothing was done.` };
  const span = { fromMs: nowMs, untilMs };
  const incident = noted(open, silenceNote({ by, why, ...span }, time), nowMs);
  return {
    incident: { ...incident, answerRevision: incident.revision },
    silence: { fromMs: nowMs, untilMs, why: why || 'answered to an incident', by },
    said: `Silent ${silenceSpan(span, time)}. What fails in this time is told at its end, if it lasts.`,
  };
}

function dismissed(open: Incident, { by, why }: AnswerOrder, nowMs: number): Answered {
  if (open.dismissed) return { said: `${open.dismissed.by} said so already. Nothing was done again.` };
  const incident = noted(open, `${by} says that this is not an incident${why && `: ${why}`}`, nowMs);
  const alarms = open.members.map(({ alarm }) => alarm);
  const { revision } = incident;
  return {
    incident: {
      ...incident,
      answerRevision: revision,
      dismissed: { atMs: nowMs, by, why, revision, standing: standingOf(open.members), alarms },
    },
    said: 'It is taken as no incident. No more messages are sent about it until AtlasML is proven well, or until it gets worse.',
  };
}

/** The incident with what a person did, which every receiver is told of. */
function noted(open: Incident, note: string, nowMs: number): Incident {
  const revision = open.revision + 1;
  const change = { revision, atMs: nowMs, joined: [], recovered: [], note };
  return { ...open, revision, changes: [...open.changes, change] };
}
