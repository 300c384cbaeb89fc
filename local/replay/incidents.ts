import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { Standing } from '../../functions/shared/signals/standing.ts';
import type { ToldMessage } from './reporter.ts';

/** One incident as it would have been, with what people would have got of it. Times are epoch ms. */
export interface ReplayedIncident {
  openedMs: number;
  /** Absent where the past ends before it. */
  resolvedMs?: number;
  /** The cause in a few words, as it was known when the incident was at its worst. */
  short: string;
  /** The sentence that names the cause. */
  cause: string;
  certain: boolean;
  /** The worst that was told. */
  standing: Standing | 'RESOLVED';
  /** The names of all alarms that were part of it. */
  alarms: string[];
  /** The rules whose causes were told, each where it was told last, the newest last. */
  causes?: string[];
  messages: ToldMessage[];
}

/** A page is a message that wakes somebody: news of a page, or that it goes on. */
export const isPage = ({ severity, tag }: Pick<ToldMessage, 'severity' | 'tag'>): boolean =>
  severity === 'page' && (tag === 'DOWN' || tag === 'ALERT');

const WORST: (Standing | 'RESOLVED')[] = ['DOWN', 'ALERT', 'WARN', 'UNKNOWN', 'WELL', 'RESOLVED'];

/** Puts together what was remembered of incidents and what was told of them, in the order in which they began. */
export function replayedIncidents(incidents: readonly Incident[], messages: readonly ToldMessage[]): ReplayedIncident[] {
  return incidents
    .map((incident) =>
      replayedIncident(
        incident,
        messages.filter((m) => m.incident === incident.id),
      ),
    )
    .sort((a, b) => a.openedMs - b.openedMs);
}

function replayedIncident(
  { openedMs, resolvedMs, account, standing, members, causes }: Incident,
  messages: ToldMessage[],
): ReplayedIncident {
  const news = messages.filter((m) => m.kind !== 'resolved');
  const last = news.at(-1);
  const tags = news.map((m) => m.tag as Standing);
  return {
    openedMs,
    ...(resolvedMs !== undefined && { resolvedMs }),
    short: account?.short ?? last?.short ?? members[0]?.title ?? '',
    cause: account?.cause ?? last?.cause ?? '',
    certain: account?.certain ?? last?.certain ?? false,
    standing: WORST.find((tag) => tags.includes(tag as Standing)) ?? standing ?? 'WELL',
    alarms: members.map((m) => m.alarm),
    ...(causes && { causes: causes.map((c) => c.id) }),
    messages,
  };
}

/** One page for all that go out at one moment: two receivers wake nobody twice. */
export function pagesOf({ messages }: Pick<ReplayedIncident, 'messages'>): number[] {
  return [...new Set(messages.filter(isPage).map((m) => m.atMs))];
}

/** When people sleep, by the hours of the time zone of the configuration. */
export const NIGHT = { fromHour: 22, toHour: 7 };

/** Whether a moment is at night. @param timezone an IANA name. */
export function isAtNight(atMs: number, timezone: string): boolean {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: timezone }).format(atMs));
  return hour >= NIGHT.fromHour || hour < NIGHT.toHour;
}
