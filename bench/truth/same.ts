import type { ToldMessage } from '../../local/replay/reporter.ts';

/** What people heard of one incident in one round of checks: see docs/decisions/0028-watch-tells-a-round-at-once.md. */
export interface ToldRound {
  /** Of its last message, epoch ms. */
  atMs: number;
  /** What became of the incident in it. */
  kind: 'opened' | 'changed' | 'reminded' | 'resolved' | 'opened and resolved';
  /** As its last message said it. */
  tag: string;
  short: string;
  cause: string;
}

/** Checks begin with the minute, and so does a round. */
const ROUND_MS = 60_000;

/** The messages of each incident in each minute as one, in their order; a change that says what was said before is none. */
export function roundsOf(messages: ToldMessage[]): ToldRound[] {
  const rounds: ToldRound[] = [];
  const last = new Map<string | undefined, ToldRound>();
  const roundOf = ({ atMs, incident }: ToldMessage) => `${Math.floor(atMs / ROUND_MS)} ${incident}`;
  for (const ofRound of Map.groupBy(messages, roundOf).values()) {
    const { incident, atMs, kind: lastKind, tag, short, cause } = ofRound.at(-1) as ToldMessage;
    const before = last.get(incident);
    const isReminder = ofRound.every(({ kind }) => kind === 'reminded');
    const kind = kindOf(before !== undefined, lastKind !== 'resolved', isReminder);
    const round = { atMs, kind, tag, short, cause };
    const isNews = kind !== 'changed' || before?.tag !== tag || before.short !== short || before.cause !== cause;
    if (isNews) rounds.push(round);
    last.set(incident, round);
  }
  return rounds;
}

function kindOf(wasOpen: boolean, isOpen: boolean, isReminder: boolean): ToldRound['kind'] {
  if (!wasOpen) return isOpen ? 'opened' : 'opened and resolved';
  if (!isOpen) return 'resolved';
  return isReminder ? 'reminded' : 'changed';
}

/** Whether two rounds said the same, at most one interval of the checks apart. */
export function isSame(a: ToldRound | undefined, b: ToldRound | undefined): boolean {
  if (!a || !b) return false;
  const isAlike = a.kind === b.kind && a.tag === b.tag && a.short === b.short && a.cause === b.cause;
  return isAlike && Math.abs(a.atMs - b.atMs) <= ROUND_MS;
}

/**
 * The first round in which two runs differ; undefined where they are the same. Of the last interval before the end one may tell what the
 * other would have told behind it.
 * @param untilMs the end of both, epoch ms.
 */
export function firstDifference(past: ToldRound[], now: ToldRound[], untilMs: number): number | undefined {
  const isLast = (round: ToldRound | undefined) => !round || round.atMs > untilMs - ROUND_MS;
  const length = Math.max(past.length, now.length);
  const at = Array.from({ length }, (_, i) => i).find((i) => !isSame(past[i], now[i]));
  return at === undefined || (isLast(past[at]) && isLast(now[at])) ? undefined : at;
}

export const incidentsIn = (rounds: ToldRound[]): number => rounds.filter(({ kind }) => kind.startsWith('opened')).length;

/** The first round that is not in the same minute, or says something else; undefined where there is none. */
export function differenceByMinute(kept: ToldRound[], now: ToldRound[]): number | undefined {
  const length = Math.max(kept.length, now.length);
  const minuteOf = (round: ToldRound | undefined) => Math.floor((round?.atMs ?? 0) / ROUND_MS);
  const at = Array.from({ length }, (_, i) => i);
  return at.find((i) => !isSame(kept[i], now[i]) || minuteOf(kept[i]) !== minuteOf(now[i]));
}
