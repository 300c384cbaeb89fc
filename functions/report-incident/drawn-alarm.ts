import type { Incident } from '../shared/incident/reporter-state.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';

/** Before the trouble it is seen how it is when all is well. */
const BEFORE_MS = 3 * 3_600_000;

/** What is drawn of an incident: the worst alarm that draws a line, for one that is only up or down says less than its time. */
export function drawnAlarm(
  { members, openedMs }: Pick<Incident, 'members' | 'openedMs'>,
  configured: readonly AlarmDefinition[],
  nowMs: number,
): { definition: AlarmDefinition; window: { startMs: number; endMs: number } } {
  const definitions = members.flatMap((m) => configured.filter((a) => a.name === m.alarm));
  const definition = definitions.find((a) => a.signal.metric !== 'up' && a.signal.metric !== 'componentUp') ?? definitions[0];
  if (!definition) throw new Error('no alarm of the incident is configured any more');
  return { definition, window: { startMs: openedMs - BEFORE_MS, endMs: nowMs } };
}
