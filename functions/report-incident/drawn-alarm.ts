import type { Incident, Member } from '../shared/incident/reporter-state.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import { SIGNALS } from '../shared/signals/signals.ts';

/** Before the trouble it is seen how it is when all is well. */
const BEFORE_MS = 3 * 3_600_000;

const STATES: Member['state'][] = ['alarm', 'unknown', 'ok'];
const isLine = ({ signal }: Member) => !['up', 'componentUp'].includes(SIGNALS.find(({ id }) => id === signal)?.metric ?? 'up');

/**
 * The members of an incident, those first that say most when they are drawn: what is on before what is over, and a line before what is only
 * up or down, which says less than its time.
 */
export function drawnFirst(members: readonly Member[]): Member[] {
  const place = (member: Member) => 2 * STATES.indexOf(member.state) + (isLine(member) ? 0 : 1);
  return members.filter(({ state }) => state !== 'removed').toSorted((a, b) => place(a) - place(b));
}

/** What is drawn of an incident, by the first of its alarms that is configured. */
export function drawnAlarm(
  { members, openedMs }: Pick<Incident, 'members' | 'openedMs'>,
  configured: readonly AlarmDefinition[],
  nowMs: number,
): { definition: AlarmDefinition; window: { startMs: number; endMs: number } } {
  const [definition] = drawnFirst(members).flatMap((m) => configured.filter((a) => a.name === m.alarm));
  if (!definition) throw new Error('no alarm of the incident is configured any more');
  return { definition, window: { startMs: openedMs - BEFORE_MS, endMs: nowMs } };
}
