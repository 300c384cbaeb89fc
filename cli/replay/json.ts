import { type Difference, isChanged, type Pair } from '../../local/replay/difference.ts';
import { pagesOf, type ReplayedIncident } from '../../local/replay/incidents.ts';
import type { Replayed } from './replayed.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** One incident for programs. */
export function incidentJson({ openedMs, resolvedMs, short, cause, certain, standing, messages }: ReplayedIncident): object {
  return {
    openedAt: iso(openedMs),
    resolvedAt: resolvedMs === undefined ? null : iso(resolvedMs),
    cause,
    certain,
    short,
    standing,
    pages: pagesOf({ messages }).length,
    messages: messages.map(({ atMs, receiver, kind, subject }) => ({ at: iso(atMs), receiver, kind, subject })),
  };
}

/** The difference of two configurations for programs. */
export function differenceJson(before: Replayed, after: Replayed, difference: Difference): object {
  const { gained, lost, earlier, later, otherwise, same } = difference;
  return {
    isChanged: isChanged(difference),
    gained: gained.map(incidentJson),
    lost: lost.map(incidentJson),
    earlier: earlier.map(pairJson),
    later: later.map(pairJson),
    otherwise: otherwise.map(pairJson),
    same,
    pages: { before: before.pages, after: after.pages },
    pagesAtNight: { before: before.pagesAtNight, after: after.pagesAtNight },
  };
}

const pairJson = ({ before, after, laterSeconds = 0 }: Pair): object => ({
  laterSeconds,
  before: incidentJson(before),
  after: incidentJson(after),
});
