import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { type Standing, standingOf } from '../../functions/shared/signals/standing.ts';
import type { KeptMessage, KeptPast } from '../../local/view/kept-past.ts';

/** An incident as the monitor really told it. Times are epoch ms. */
export interface ToldThere {
  openedMs: number;
  resolvedMs?: number;
  short: string;
  cause: string;
  /** The rules whose causes were told, as far as it is looked at; the newest last. */
  causes?: string[];
  standing: Standing;
  /** The names of all alarms that were part of it. */
  alarms: string[];
  /** Each try to deliver, the oldest first. */
  messages: KeptMessage[];
  /** More was told of it after the time that is looked at. */
  wentOn?: true;
}

const WORST: readonly Standing[] = ['DOWN', 'ALERT', 'WARN', 'UNKNOWN'];

/** What a monitor told in a time, the oldest first; what it told later of the same is left out. */
export async function toldThere(past: KeptPast, startMs: number, endMs: number): Promise<ToldThere[]> {
  const [incidents, messages] = await Promise.all([past.incidents(startMs), past.messages(startMs, Number.MAX_SAFE_INTEGER)]);
  return incidents
    .filter((i) => i.openedMs <= endMs)
    .map((incident) => {
      const its = messages.filter((m) => m.incident === incident.id);
      return its.some((m) => m.atMs > endMs) ? cut(incident, its, endMs) : whole(incident, its);
    })
    .sort((a, b) => a.openedMs - b.openedMs);
}

function whole({ openedMs, resolvedMs, short, account, worst, members, causes }: Incident, messages: KeptMessage[]): ToldThere {
  return {
    openedMs,
    ...(resolvedMs !== undefined && { resolvedMs }),
    short: account?.short ?? short ?? members[0]?.title ?? '',
    cause: account?.cause ?? '',
    standing: worst ?? standingOf(members),
    alarms: members.map((m) => m.alarm),
    ...(causes && { causes: causes.map((c) => c.id) }),
    messages,
  };
}

/** As it was known when the time ended: the causes that were told, and the worst of the subjects, where they are kept. */
function cut(incident: Incident, messages: readonly KeptMessage[], endMs: number): ToldThere {
  const then = messages.filter((m) => m.atMs <= endMs);
  const all = whole(incident, then);
  const causes = (incident.causes ?? []).filter((c) => (c.atMs ?? 0) <= endMs);
  const tags = then.map(({ subject }) => /^\[([A-Z]+)/.exec(subject ?? '')?.[1]);
  const { resolvedMs = Number.POSITIVE_INFINITY, ...open } = all;
  return {
    ...open,
    ...(resolvedMs <= endMs && { resolvedMs }),
    short: causes.at(-1)?.short ?? all.short,
    causes: causes.map((c) => c.id),
    standing: WORST.find((tag) => tags.includes(tag)) ?? all.standing,
    wentOn: true,
  };
}

/** When somebody was first told, epoch ms. */
export const firstToldMs = ({ messages }: { messages: readonly { atMs: number; failure?: string }[] }): number | undefined =>
  messages.find((m) => m.failure === undefined)?.atMs;
