import { isPage, type ReplayedIncident } from './incidents.ts';
import type { KnownIncident } from './known-incidents.ts';
import { AFTERMATH_MS, isNews, medianOf } from './news.ts';
import type { ToldMessage } from './reporter.ts';

/** What is told so shortly before an incident was written down is told of it: people notice later than a check. */
export const EARLY_MS = 5 * 60_000;

/** What became of a real incident. */
export interface Verdict {
  known: KnownIncident;
  /** early: before people noticed. caught: while it lasted. late: when it was over. */
  result: 'early' | 'caught' | 'late' | 'missed';
  /** From its begin to the first message, s; negative where that came before; absent where nobody was told. */
  seconds?: number;
  /** Whether anybody was woken for it. */
  isPaged: boolean;
  /** Of one that was missed: true where people were told meanwhile, of one that began later. */
  isBesideAnother?: true;
  /** The first message. */
  message?: ToldMessage;
}

/** A page that no real incident explains. */
export interface PageForNothing {
  /** Epoch ms. */
  atMs: number;
  message: ToldMessage;
  /** The id of what people call no incident. */
  marked?: string;
}

/** How what was told fits what really was. */
export interface Judgement {
  verdicts: Verdict[];
  /** Of the real incidents that were caught, s: the middle, and the longest. An early one counts as 0. */
  medianSeconds?: number;
  worstSeconds?: number;
  /** Incidents of the replay of which people were told, and those of them that were real. */
  told: number;
  toldReal: number;
  pagesForNothing: PageForNothing[];
  /** News that woke nobody, and that no real incident explains. */
  othersForNothing: number;
  /** Real ones that began before the past or after it: nothing can be said of them. */
  outside: KnownIncident[];
}

/**
 * The incident that something belongs to which happened at a moment: one that lasts then; else one that is over for six minutes at most; else
 * one that begins within five. Of several the one that began last, real ones before those that are marked as none. Pure.
 * @param known in the order of time. @param atMs epoch ms.
 */
export function incidentAtMoment(known: readonly KnownIncident[], atMs: number): KnownIncident | undefined {
  const real = known.filter((k) => k.isReal);
  return among(real, atMs) ?? among(known, atMs);
}

function among(known: readonly KnownIncident[], atMs: number): KnownIncident | undefined {
  return (
    known.findLast((k) => k.fromMs <= atMs && atMs <= k.toMs) ??
    known.findLast((k) => k.toMs < atMs && atMs <= k.toMs + AFTERMATH_MS) ??
    known.find((k) => atMs < k.fromMs && atMs >= k.fromMs - EARLY_MS)
  );
}

/** Sets what people were told beside what really was. Pure. @param known in the order of time. @param span of the past, epoch ms. */
export function judgeTold(
  known: readonly KnownIncident[],
  incidents: readonly ReplayedIncident[],
  span: { startMs: number; untilMs: number },
): Judgement {
  const news = incidents.flatMap((i) => i.messages.filter(isNews)).sort((a, b) => a.atMs - b.atMs);
  const of = new Map(news.map((message) => [message, incidentAtMoment(known, message.atMs)]));
  const isReal = (message: ToldMessage) => of.get(message)?.isReal === true;
  const real = known.filter((k) => k.isReal);
  const isWithin = (k: KnownIncident) => k.fromMs >= span.startMs && k.fromMs <= span.untilMs;
  const verdicts = real.filter(isWithin).map((k) =>
    verdictOf(
      k,
      news.filter((m) => of.get(m) === k),
      news.some((m) => m.atMs >= k.fromMs && m.atMs <= k.toMs),
    ),
  );
  const seconds = verdicts.flatMap((v) => (v.seconds === undefined ? [] : Math.max(0, v.seconds)));
  const told = incidents.filter((i) => i.messages.some(isNews));
  const nothing = news.filter((m) => !isReal(m));
  const median = medianOf(seconds);
  return {
    verdicts,
    ...(median !== undefined && { medianSeconds: median, worstSeconds: Math.max(...seconds) }),
    told: told.length,
    toldReal: told.filter((i) => i.messages.some((m) => isNews(m) && isReal(m))).length,
    pagesForNothing: pagesIn(nothing).map((message) => {
      const marked = of.get(message)?.id;
      return { atMs: message.atMs, message, ...(marked !== undefined && { marked }) };
    }),
    othersForNothing: momentsOf(nothing.filter((m) => !isPage(m))),
    outside: real.filter((k) => !isWithin(k)),
  };
}

function verdictOf(known: KnownIncident, own: readonly ToldMessage[], isTold: boolean): Verdict {
  const [message] = own;
  if (!message) return { known, result: 'missed', isPaged: false, ...(isTold && { isBesideAnother: true }) };
  const { atMs } = message;
  const result = atMs < known.fromMs ? 'early' : atMs <= known.toMs ? 'caught' : 'late';
  return { known, result, seconds: Math.round((atMs - known.fromMs) / 1000), isPaged: own.some(isPage), message };
}

/** One page for all that go out at one moment: two receivers wake nobody twice. */
function pagesIn(messages: readonly ToldMessage[]): ToldMessage[] {
  return [...new Map(messages.filter(isPage).map((m) => [m.atMs, m])).values()];
}

const momentsOf = (messages: readonly ToldMessage[]) => new Set(messages.map((m) => m.atMs)).size;
