import { withTold } from '../../shared/incident/receiver-record.ts';
import type { Incident } from '../../shared/incident/reporter-state.ts';
import { troubleMs } from '../../shared/incident/trouble.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { duration } from '../../shared/text/words.ts';
import { type Answer, before, DAY_MS, type Question, type Scope, type Window } from '../scope.ts';

const MOST_READ = 500;
const MOST_SHOWN = 10;
/** An incident may have begun so long before the window and reach into it. */
const LONGEST_INCIDENT_MS = 31 * DAY_MS;

/** Every incident that was open in the two windows, the newest first. */
export async function incidentsOf({ ports, before: { startMs } }: Scope): Promise<Incident[]> {
  const [{ state, receivers }, ended] = await Promise.all([
    ports.store.load(),
    ports.store.archived(MOST_READ, startMs - LONGEST_INCIDENT_MS),
  ]);
  const known = new Map([...ended, ...state.incidents.map((i) => withTold(i, Object.values(receivers)))].map((i) => [i.id, i]));
  return [...known.values()].sort((a, b) => b.openedMs - a.openedMs);
}

const isOpenIn = ({ openedMs, resolvedMs }: Incident, { startMs, endMs }: Window) =>
  openedMs <= endMs && (resolvedMs ?? endMs) >= startMs;
export const beganIn = ({ openedMs }: Incident, { startMs, endMs }: Window) => openedMs >= startMs && openedMs <= endMs;

/** An incident that is still open is bad; one that is over is history. One that nobody was told of stands here too. */
export function judgeIncidents(
  incidents: Incident[],
  { window, before: earlier, kind }: Pick<Scope, 'window' | 'before' | 'kind'>,
  timezone?: string,
): Answer {
  const time = readersTime(timezone);
  // One that began in the running minute is behind the window, and open all the same.
  const here = incidents.filter((incident) => isOpenIn(incident, window) || incident.resolvedMs === undefined);
  const open = here.filter((i) => i.resolvedMs === undefined);
  const none = here.filter((i) => i.dismissed).length;
  const trend = `${before({ kind })} ${incidents.filter((incident) => isOpenIn(incident, earlier)).length || 'none'}`;
  if (here.length === 0) return { status: 'well', fact: `none; ${trend}` };
  const rest = here.length - MOST_SHOWN;
  return {
    status: open.length > 0 ? 'bad' : 'well',
    fact: `${here.length}, ${open.length > 0 ? `${open.length} still open` : 'all closed'}${none > 0 ? `, ${none} said to be no incident` : ''}; ${trend}`,
    more: [
      ...here.slice(0, MOST_SHOWN).map((incident) => incidentLine(incident, window.endMs + 1, time)),
      ...(rest > 0 ? [`and ${rest} more: npx atlasml-monitor incident list`] : []),
    ],
  };
}

function incidentLine(incident: Incident, nowMs: number, time: ReadersTime): string {
  const { openedMs, worst, short, account, members, dismissed, sent = [] } = incident;
  const lasted =
    incident.resolvedMs === undefined ? `open for ${duration(Math.max(0, nowMs - openedMs))}` : duration(troubleMs(incident));
  const what = short ?? account?.short ?? members[0]?.title ?? 'unknown';
  const said = dismissed ? `  (no incident, said ${dismissed.by})` : '';
  return `${time.date(openedMs)}  ${lasted}  ${worst ? `${worst} ` : ''}${what}${sent.length === 0 ? '  (no message sent)' : ''}${said}`;
}

export const incidents: Question = {
  what: 'Incidents',
  seen: 'Alarms',
  ask: async (scope) => judgeIncidents(await incidentsOf(scope), scope, scope.config.timezone),
};
