import type { ToldMessage } from '../../local/replay/reporter.ts';

/** An incident as people heard of it. */
export interface ToldIncident {
  /** When it was told first, epoch ms. */
  openedMs: number;
  /** Undefined where the recording ends before it. */
  resolvedMs: number | undefined;
  /** In a few words, as it stood in the last message before its end. */
  short: string;
  messages: number;
}

/** `watch` lets checks that are under way end before it tells, and a replay looks each ten seconds. */
const APART_MS = 60_000;

export function incidentsOf(messages: ToldMessage[]): ToldIncident[] {
  const incidents: ToldIncident[] = [];
  for (const { kind, atMs, short } of messages) {
    if (kind === 'opened') incidents.push({ openedMs: atMs, resolvedMs: undefined, short, messages: 0 });
    const last = incidents.at(-1);
    if (!last) continue;
    last.messages++;
    if (kind === 'resolved') last.resolvedMs = atMs;
    else last.short = short;
  }
  return incidents;
}

/** Whether two incidents have one cause, and were opened and resolved within a minute of each other. */
export function isSame(a: ToldIncident, b: ToldIncident): boolean {
  const isNear = (x: number, y: number) => Math.abs(x - y) <= APART_MS;
  const ends = [a.resolvedMs, b.resolvedMs].filter((ms) => ms !== undefined);
  const endsAlike = ends.length === 0 || (ends.length === 2 && isNear(ends[0] as number, ends[1] as number));
  return a.short === b.short && isNear(a.openedMs, b.openedMs) && endsAlike;
}
