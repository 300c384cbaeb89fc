import { countWindow } from '../../functions/check-logs/count-window.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import type { LogEvent } from '../../insights/index.ts';
import { localLogSource } from '../../local/follow/log-source.ts';

const CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;
/** AtlasML itself never answers so: it was a proxy in front, and its log holds nothing of it. */
const OF_PROXIES = [502, 504];

/** Requests of users by class of status, as the log was counted and as the clients got them: one line. */
export async function compareCounts(events: LogEvent[], statuses: (number | undefined)[]): Promise<string> {
  const logs = { healthPaths: [...DEFAULTS.logs.healthPaths], servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes] };
  const window = { startMs: events[0]?.timestamp ?? 0, endMs: events.at(-1)?.timestamp ?? 0 };
  const counted = await countWindow(
    logs,
    window,
    localLogSource(() => events),
  );
  if ('unknown' in counted) return `unknown: ${counted.unknown}`;
  const { requests } = counted.counts;
  const got = (digit: string) =>
    statuses.filter((s) => s !== undefined && String(s).startsWith(digit) && !OF_PROXIES.includes(s));
  const classes = CLASSES.map((name) => {
    const clients = got(name.charAt(0)).length;
    const differs = requests[name] === clients ? '' : ' DIFFERS';
    return requests[name] + clients === 0 ? '' : `${name} ${requests[name]} of ${clients}${differs}`;
  });
  const proxied = statuses.filter((s) => s !== undefined && OF_PROXIES.includes(s)).length;
  const unanswered = statuses.filter((s) => s === undefined).length;
  const apart = [
    proxied > 0 ? `${proxied} answered by a proxy (502, 504)` : '',
    unanswered > 0 ? `${unanswered} without an answer` : '',
  ];
  return [...classes, ...apart].filter(Boolean).join(', ');
}
