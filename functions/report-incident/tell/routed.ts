import { channelOf } from '../../shared/config/asked-for.ts';
import { isWithin } from '../../shared/config/hours.ts';
import type { Route } from '../../shared/config/routes.ts';
import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, Member, ReporterState } from '../../shared/incident/reporter-state.ts';

/** Whether a receiver that was told nothing of an incident is to hear of it, by its name. */
export type Wanted = (receiver: string, incident: Incident, nowMs: number) => boolean;

/** Without routes all hear of all. */
export const everybody: Wanted = () => true;

/** Whoever may have heard of an incident, by a send of which nothing is known, is to hear how it went on. */
export function wantedOf(wanted: Wanted, record: ReceiverRecord): (incident: Incident, nowMs: number) => boolean {
  const mayHaveHeard = ({ id }: Incident) => record.attempts.some(({ key }) => key.startsWith(`${id} `));
  return (incident, nowMs) => wanted(record.receiver, incident, nowMs) || mayHaveHeard(incident);
}

/**
 * Who hears of an incident first. Whoever heard of its begin hears of all that follows, whatever the hour: an end belongs to its begin.
 * A page that no route takes to a receiver that is there goes to all, but where a route to nobody says so plainly.
 * @param receivers the names of those that are there.
 */
export function wantedBy(
  routes: readonly Route[] | undefined,
  receivers: readonly string[],
  silence?: ReporterState['silence'],
): Wanted {
  if (!routes) return everybody;
  const there = new Set(receivers.map(channelOf));
  return (receiver, incident, nowMs) => {
    const taking = routes.filter((route) => takes(route, incident, nowMs, silence));
    const channel = channelOf(receiver);
    if (taking.some(({ to }) => to.some((one) => one === channel))) return true;
    if (!incident.members.some(isPage)) return false;
    const isHeard = taking.some(({ to, afterMinutes }) => afterMinutes === 0 && to.some((one) => there.has(one)));
    const isForNobody = routes.some(
      (route) =>
        route.to.length === 0 &&
        route.severities.includes('page') &&
        takes({ ...route, severities: ['page'], afterMinutes: 0 }, incident, nowMs, silence),
    );
    return !isHeard && !isForNobody;
  };
}

/** How long nobody acknowledged an incident that a receiver hears of for that reason; undefined where it hears at once. */
export function escalatedAfter(
  routes: readonly Route[] | undefined,
  receiver: string,
  incident: Incident,
  nowMs: number,
): number | undefined {
  const mine = (routes ?? []).filter(
    (route) => route.to.some((one) => one === channelOf(receiver)) && takes(route, incident, nowMs, undefined),
  );
  const after = mine.map(({ afterMinutes }) => afterMinutes);
  return after.length === 0 || after.includes(0) ? undefined : Math.min(...after);
}

/** Whether a route takes an incident now; of one that is over, whether it took it while it lasted. */
function takes(route: Route, incident: Incident, nowMs: number, silence: ReporterState['silence']): boolean {
  const { severities, signals, hours, afterMinutes } = route;
  const { openedMs, resolvedMs, acknowledgedBy } = incident;
  const its = incident.members.filter(
    ({ severity, signal }) => severities.includes(severity) && (signals === undefined || signals.some((one) => one === signal)),
  );
  if (its.length === 0) return false;
  const times = resolvedMs === undefined ? [nowMs] : [openedMs, resolvedMs];
  if (hours && !times.some((atMs) => isWithin(hours, atMs))) return false;
  if (afterMinutes === 0) return true;
  // What is over or in somebody's hands needs nobody else.
  if (resolvedMs !== undefined || acknowledgedBy !== undefined) return false;
  return nowMs - sinceOf(its, openedMs, nowMs, silence) >= afterMinutes * 60_000;
}

/** Since when somebody could have acknowledged it: in a silence nobody knew. */
function sinceOf(members: Member[], openedMs: number, nowMs: number, silence: ReporterState['silence']): number {
  const inAlarm = members.filter(({ state }) => state === 'alarm').map(({ sinceMs }) => sinceMs);
  const sinceMs = inAlarm.length > 0 ? Math.max(openedMs, Math.min(...inAlarm)) : openedMs;
  return silence && silence.untilMs <= nowMs ? Math.max(sinceMs, silence.untilMs) : sinceMs;
}

const isPage = ({ severity }: Member) => severity === 'page';
