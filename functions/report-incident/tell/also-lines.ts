import type { Incident, Member } from '../../shared/incident/reporter-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { duration, firstNamed, plural } from '../../shared/text/words.ts';
import { OUTAGES } from '../diagnose/aftermath.ts';
import type { Diagnosis } from '../diagnose/diagnose.ts';
import { OLDER_MS } from '../diagnose/weigh.ts';

/** In a storm nobody reads a hundred names; the time line has them. */
export const MOST_NAMED = 8;
const MINUTE_MS = 60_000;
/** Starts are counted over so many minutes, all else of the log over five (docs/log-counting.md). */
const STARTS_MINUTES = 15;
const LOG_MINUTES = 5;

/** A line for each other alarm; of many of one signal that are alike one for all behind the first. */
export function alsoLines(incident: Incident, diagnosis: Diagnosis, isOver: boolean): string[] {
  const { others } = diagnosis;
  const isOlder = (member: Member) =>
    !isOver && isExplained(member, diagnosis) && beganBefore(member, diagnosis, incident) !== undefined;
  const alike = Map.groupBy(others, (member) => `${member.signal} ${member.state} ${isOlder(member)}`);
  const line = (member: Member) => alsoLine(member, diagnosis, isOver ? undefined : incident);
  const isMany = (group: Member[]) => group.length > MOST_NAMED;
  if (![...alike.values()].some(isMany)) return others.map(line);
  return [...alike.values()].flatMap((group) => {
    const [first, ...more] = group;
    if (!first || !isMany(group)) return group.map(line);
    const names = more.map(({ subject }) => subject);
    return [line(first), `the same for ${plural(more.length, 'other')}: ${firstNamed(names, MOST_NAMED)}`];
  });
}

const isExplained = ({ signal, state }: Member, { explains }: Diagnosis): boolean =>
  state === 'alarm' && explains.includes(signal);

function alsoLine(member: Member, diagnosis: Diagnosis, incident: Incident | undefined): string {
  const { title, state } = member;
  // In the message of an end, a title alone would read as if it went on.
  if (!incident) return `${title}${state === 'removed' ? ' (no longer watched)' : ' (recovered)'}`;
  if (state !== 'alarm')
    return `${title}${{ ok: ' (recovered)', unknown: ' (now unknown: no data)', removed: ' (no longer watched)' }[state]}`;
  if (!isExplained(member, diagnosis)) return title;
  const beforeMs = beganBefore(member, diagnosis, incident);
  return `${title}${beforeMs === undefined ? ' (caused by this)' : ` (began ${duration(beforeMs)} before this)`}`;
}

/**
 * By how much an alarm was on before what is said to cause it, ms; undefined where it may follow from it. Its own alarm counts, not its first
 * failure: a single error of before proves nothing. The cause may have begun earlier than its alarm, by all that alarm looks back on.
 */
function beganBefore(member: Member, { lead, sinceMs }: Diagnosis, incident: Incident): number | undefined {
  const isOfOutage = OUTAGES.includes(lead.signal) && OUTAGES.includes(member.signal);
  const beganMs = Math.min(
    aboutSince(incident, lead) ?? lead.sinceMs,
    lead.firstFailureMs ?? lead.sinceMs,
    sinceMs ?? lead.sinceMs,
  );
  const wasOnMs = beganMs - (member.changedMs ?? member.sinceMs);
  const isBefore = !isOfOutage && wasOnMs > looksBackMs(lead) + OLDER_MS;
  // In words it began when the time line says so.
  return isBefore ? beganMs - member.sinceMs : undefined;
}

/** By how much the begin of a trouble may be older than its alarm. */
function looksBackMs({ signal: id }: Member): number {
  const { measure, periodSeconds, evaluationPeriods } = signalOf(id);
  const countedMinutes = id === 'crash-loop' ? STARTS_MINUTES : measure === 'logs' ? LOG_MINUTES : 0;
  return periodSeconds * evaluationPeriods * 1000 + countedMinutes * MINUTE_MS;
}

/** Since when what leads is so, epoch ms: of an outage the first of its alarms. Undefined where none of them is on. */
export function aboutSince({ members }: Pick<Incident, 'members'>, lead: Member): number | undefined {
  const isOutage = OUTAGES.includes(lead.signal);
  const about = members.filter((m) => m.state === 'alarm' && (m === lead || (isOutage && OUTAGES.includes(m.signal))));
  return about.length > 0 ? Math.min(...about.map((m) => m.sinceMs)) : undefined;
}
