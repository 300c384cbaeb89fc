import { countWindow } from '../../functions/check-logs/count-window.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import type { LogEvent } from '../../insights/index.ts';
import { localLogSource } from '../../local/follow/log-source.ts';
import type { Recorded } from './recordings.ts';

/** AtlasML itself never answers so. */
const OF_PROXIES = [502, 504];
/** A log in plain text has no finer times. */
const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;
const CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;

/**
 * Requests of users by class of status, as the log was counted and as the clients got them, in one line. Times in which
 * something in front of AtlasML answered (`inLog: false`) are left out on both sides. A request whose client gave up may
 * be finished later; so many may be more in the log.
 */
export async function compareCounts(events: LogEvent[], { asked = [], sicknesses, unlisted }: Recorded): Promise<string> {
  const hidden = sicknesses
    .filter((s) => s.inLog === false)
    .map(({ from, to }) => ({ fromMs: wholeSecond(Date.parse(from)), toMs: wholeSecond(Date.parse(to)) }));
  const isShown = (atMs: number) => !hidden.some(({ fromMs, toMs }) => wholeSecond(atMs) >= fromMs && wholeSecond(atMs) <= toMs);
  const logs = { healthPaths: [...DEFAULTS.logs.healthPaths], servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes] };
  const window = { startMs: events[0]?.timestamp ?? 0, endMs: events.at(-1)?.timestamp ?? 0 };
  const shown = events.filter((e) => isShown(e.timestamp) && !unlisted?.test(e.message));
  const counted = await countWindow(
    logs,
    window,
    localLogSource(() => shown),
  );
  if ('unknown' in counted) return `unknown: ${counted.unknown}`;
  const { requests } = counted.counts;
  const compared = asked
    .filter(({ atMs }) => atMs === undefined || isShown(atMs))
    .filter(({ status = 0 }) => !OF_PROXIES.includes(status));
  const unanswered = compared.filter(({ status }) => status === undefined).length;
  const classes = CLASSES.flatMap((name) => {
    const clients = compared.filter(({ status }) => String(status).charAt(0) === name.charAt(0)).length;
    const more = requests[name] - clients;
    if (requests[name] + clients === 0) return [];
    return [`${name} ${requests[name]} of ${clients}${more < 0 || more > unanswered ? ' DIFFERS' : ''}`];
  });
  const left = asked.length - compared.length;
  const parts = [
    ...classes,
    ...(unanswered > 0 ? [`${unanswered} without an answer`] : []),
    ...(left > 0 ? [`${left} left out that a proxy may have answered`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'no request of a user';
}
