import { pagesOf, type ReplayedIncident } from './incidents.ts';

/** The same trouble by two configurations. Times are epoch ms. */
export interface Pair {
  before: ReplayedIncident;
  after: ReplayedIncident;
  /** How much later it is told with the second; negative for earlier. Absent where one of them tells nobody. */
  laterSeconds?: number;
  /** How many pages more there are with the second. */
  pages: number;
  /** Whether the words of the cause are others. */
  isOtherCause: boolean;
}

/** What two configurations make of one past. */
export interface Difference {
  /** Only with the second. */
  gained: ReplayedIncident[];
  /** Only with the first. */
  lost: ReplayedIncident[];
  earlier: Pair[];
  later: Pair[];
  /** Told at the same time, with other pages or another cause. */
  otherwise: Pair[];
  same: number;
}

/**
 * Sets two replays of one past beside each other. Incidents are the same trouble where they overlap in time, those that overlap longest
 * first; the difference the other way round is the same with its sides changed.
 * @param untilMs when the past ends, epoch ms.
 */
export function differenceOf(
  before: readonly ReplayedIncident[],
  after: readonly ReplayedIncident[],
  untilMs: number,
): Difference {
  const pairs = pairsOf(before, after, untilMs);
  const lost = before.filter((b) => !pairs.some((p) => p.before === b));
  const gained = after.filter((a) => !pairs.some((p) => p.after === a));
  const judged = pairs.map(judge).sort((a, b) => a.before.openedMs - b.before.openedMs);
  const by = (is: (pair: Pair) => boolean) => judged.filter(is);
  const isAlike = ({ laterSeconds = 0 }: Pair) => laterSeconds === 0;
  const isSame = (p: Pair) => isAlike(p) && p.pages === 0 && !p.isOtherCause && isToldAlike(p);
  return {
    gained,
    lost,
    earlier: by(({ laterSeconds = 0 }) => laterSeconds < 0),
    later: by(({ laterSeconds = 0 }) => laterSeconds > 0),
    otherwise: by((p) => isAlike(p) && !isSame(p)),
    same: by(isSame).length,
  };
}

export const isChanged = ({ gained, lost, earlier, later, otherwise }: Difference): boolean =>
  [gained, lost, earlier, later, otherwise].some((list) => list.length > 0);

/** From when to when something lasted; absent ends are those of the past. Epoch ms. */
export interface Span {
  openedMs: number;
  resolvedMs?: number;
}

/** What overlaps in time, those that overlap longest first, each in one pair at most. */
export function pairsOf<B extends Span, A extends Span>(
  before: readonly B[],
  after: readonly A[],
  untilMs: number,
): { before: B; after: A; ms: number }[] {
  const overlaps = before.flatMap((b) => after.map((a) => ({ before: b, after: a, ms: overlapOf(b, a, untilMs) })));
  const found = overlaps
    .filter(({ ms }) => ms > 0)
    .sort((x, y) => y.ms - x.ms || x.before.openedMs + x.after.openedMs - y.before.openedMs - y.after.openedMs);
  const pairs: typeof found = [];
  for (const one of found) if (!pairs.some((p) => p.before === one.before || p.after === one.after)) pairs.push(one);
  return pairs;
}

function overlapOf(a: Span, b: Span, untilMs: number): number {
  const end = (i: Span) => Math.max(i.resolvedMs ?? untilMs, i.openedMs + 1);
  return Math.min(end(a), end(b)) - Math.max(a.openedMs, b.openedMs);
}

function judge({ before, after }: { before: ReplayedIncident; after: ReplayedIncident }): Pair {
  const [was, is] = [before.messages[0]?.atMs, after.messages[0]?.atMs];
  return {
    before,
    after,
    ...(was !== undefined && is !== undefined && { laterSeconds: Math.round((is - was) / 1000) }),
    pages: pagesOf(after).length - pagesOf(before).length,
    isOtherCause: before.short !== after.short || before.certain !== after.certain,
  };
}

const isToldAlike = ({ before, after }: Pair) => before.messages.length === after.messages.length;
