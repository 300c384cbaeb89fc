import { type AnswerOrder, readAnswerOrder } from '../shared/answers/answer-order.ts';
import { withTold } from '../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../shared/incident/reporter-state.ts';
import { type Clock, ConflictError, type StateStore } from '../shared/ports.ts';
import { readersTime } from '../shared/text/readers-time.ts';
import { duration } from '../shared/text/words.ts';
import { silenceNote, withNote } from './reconcile/silence-note.ts';
import { acknowledge, takeAnswer } from './take-answer.ts';

/** What a person tells or asks the reporter. */
export type Command = Order | Question;

type Question = { command: 'incidents' } | { command: 'status' } | { command: 'send-test' };

/** What is asked and changes nothing that the reporter remembers. */
const QUESTIONS = ['incidents', 'status', 'send-test'] as const satisfies Question['command'][];

/** What changes its state. */
export type Order =
  | { command: 'silence'; minutes: number; why: string; by: string }
  | { command: 'end-silence'; by: string }
  | { command: 'ack'; by: string }
  | AnswerOrder;

export const MOST_SILENT_MINUTES = 24 * 60;
const MOST_WORDS = 100;

/**
 * Reads the event of an invocation; undefined when it is no command but a wake-up.
 * @throws Error that says what is wrong with a command.
 */
export function readCommand(event: unknown): Command | undefined {
  const { command, minutes, why, by } = (event ?? {}) as Record<string, unknown>;
  if (command === undefined) return undefined;
  const question = QUESTIONS.find((known) => known === command);
  if (question) return { command: question } as Question;
  if (command === 'answer') return readAnswerOrder(event as Record<string, unknown>);
  const name = words('by', by);
  if (command === 'ack' || command === 'end-silence') return { command, by: name };
  if (command !== 'silence')
    throw new Error(
      `there is no command ${JSON.stringify(command)}; known are silence, end-silence, ack, ${QUESTIONS.join(', ')}`,
    );
  if (typeof minutes !== 'number' || !(minutes > 0 && minutes <= MOST_SILENT_MINUTES)) {
    throw new Error(`minutes must be above 0 and at most ${MOST_SILENT_MINUTES}, not ${JSON.stringify(minutes)}`);
  }
  return { command, minutes, why: words('why', why), by: name };
}

function words(key: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= MOST_WORDS) return value.trim();
  throw new Error(`${key} must be a text of 1 to ${MOST_WORDS} characters`);
}

/** Applies a command to the state, and says what it did, by the clock of a time zone. Pure. */
export function obey(
  state: ReporterState,
  command: Order,
  nowMs: number,
  timezone?: string,
): { state: ReporterState; said: string } {
  const time = readersTime(timezone);
  if (command.command === 'silence') {
    const { minutes, why, by } = command;
    const untilMs = nowMs + minutes * 60_000;
    const silence = { fromMs: nowMs, untilMs, why, by };
    return {
      state: { ...withNote(state, silenceNote(silence, time), nowMs), silence },
      said: `Silent until ${time.date(untilMs)} (${duration(untilMs - nowMs)}): ${why}. What fails in this time is told at its end, if it lasts.`,
    };
  }
  if (command.command === 'end-silence') {
    const { silence, ...rest } = state;
    const wasSilent = silence !== undefined && silence.untilMs > nowMs;
    if (!wasSilent) return { state: rest, said: 'There was no silence.' };
    return { state: withNote(rest, `${command.by} ended the silence`, nowMs), said: 'The silence is over.' };
  }
  if (command.command === 'answer') return takeAnswer(state, command, nowMs, time);
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (!open) return { state, said: 'No incident is open.' };
  const { incident, said } = acknowledge(open, command.by, nowMs, time);
  if (incident === open) return { state, said };
  return { state: { ...state, incidents: state.incidents.map((i) => (i.id === open.id ? incident : i)) }, said };
}

const MOST_TRIES = 5;

/** Obeys a command and saves it; when a run of the reporter saves at the same moment, it is obeyed anew. */
export async function obeyAndSave(
  command: Order,
  store: Pick<StateStore, 'load' | 'save'>,
  clock: Clock,
  timezone?: string,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    const before = (await store.load()).state;
    const { state, said } = obey(before, command, clock.now(), timezone);
    if (state === before) return said;
    try {
      await store.save(state);
      return said;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === MOST_TRIES) throw error;
    }
  }
}

const MOST_INCIDENTS = 50;

/** The open incident and those that ended, the newest first, with what was told of them. */
export async function allIncidents(store: Pick<StateStore, 'load' | 'archived'>): Promise<Incident[]> {
  const [{ state, receivers }, archived] = await Promise.all([store.load(), store.archived(MOST_INCIDENTS)]);
  const open = state.incidents.filter((i) => i.resolvedMs === undefined);
  return [...open.map((i) => withTold(i, Object.values(receivers))), ...archived];
}
