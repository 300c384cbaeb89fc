import { readersTime } from '../../functions/shared/text/readers-time.ts';
import { duration, plural } from '../../functions/shared/text/words.ts';
import type { Status, Verdict } from './status.ts';

/** How it stands in one word and one sentence. */
export interface Judgement {
  verdict: Verdict;
  sentence: string;
}

/**
 * Judges what is known. What is bad by fresh facts is not well whatever else is unknown; well is said only when nothing is unknown. What
 * nobody watches any more is never more than the past. Pure.
 */
export function judge(status: Status): Judgement {
  const who = `${status.service} ${status.environment}`;
  const { watcher, unknown } = status;
  if (watcher.state === 'known' && watcher.isRunning === false) {
    const last = lastSeen(status);
    const past = last === undefined ? 'nothing was ever seen' : `what stands below is ${duration(status.atMs - last)} old`;
    return { verdict: 'unknown', sentence: `UNKNOWN: nobody watches ${who}; ${past}.` };
  }
  const bad = badness(status);
  if (bad) {
    const since = bad.sinceMs === undefined ? '' : ` since ${moment(bad.sinceMs, status)}`;
    const lasts = bad.sinceMs === undefined ? '' : `, for ${duration(status.atMs - bad.sinceMs)}`;
    return { verdict: 'not well', sentence: `${who} is NOT WELL${since}${lasts}: ${bad.words}` };
  }
  if (unknown.length > 0) {
    const more = unknown.length > 1 ? `, and ${unknown.length - 1} more` : '';
    return { verdict: 'unknown', sentence: `UNKNOWN whether ${who} is well: ${unknown[0]}${more}.` };
  }
  const up = status.endpoints.filter(({ verdict }) => verdict === 'up').length;
  const ok = status.alarms.state === 'known' ? status.alarms.ok : 0;
  return { verdict: 'well', sentence: `${who} is well: ${plural(up, 'endpoint')} up, ${plural(ok, 'alarm')} OK, no incident.` };
}

/** The newest moment at which anything was looked at. */
function lastSeen({ endpoints, resources, requests }: Status): number | undefined {
  const times = [
    ...endpoints.flatMap(({ atMs }) => atMs ?? []),
    ...resources.flatMap((r) => (r.state === 'known' ? r.atMs : [])),
    ...(requests?.state === 'known' ? [requests.atMs] : []),
  ];
  return times.length > 0 ? Math.max(...times) : undefined;
}

function badness({ incident, endpoints, alarms }: Status): { words: string; sinceMs?: number } | undefined {
  if (incident) {
    const probably = incident.isCertain ? '' : 'probably ';
    return { words: `${probably}${incident.cause}.`, sinceMs: incident.sinceMs };
  }
  const down = endpoints.find(({ verdict }) => verdict === 'down');
  if (down) return { words: `endpoint ${down.name}: ${down.sentence}` };
  const alarm = alarms.state === 'known' && alarms.notOk.find(({ value }) => value === 'ALARM');
  return alarm ? { words: `${alarm.title}.`, sinceMs: alarm.sinceMs } : undefined;
}

const DAY_MS = 86_400_000;

/** The time of day, with its date when that is not of the last hours. */
export function moment(ms: number, { atMs, timezone }: Pick<Status, 'atMs' | 'timezone'>): string {
  const time = readersTime(timezone);
  return Math.abs(atMs - ms) < DAY_MS / 2 ? time.minute(ms) : time.date(ms);
}
