import type { Severity } from '../../functions/shared/signals/signal.ts';
import type { ReplayedIncident } from './incidents.ts';
import { incidentAtMoment } from './judge.ts';
import type { KnownIncident } from './known-incidents.ts';
import { isNews, medianOf } from './news.ts';

/** An alarm that went on, at one moment, epoch ms. */
export interface Firing {
  alarm: string;
  atMs: number;
}

/** What one alarm is worth in a past. */
export interface RuleJudged {
  alarm: string;
  title: string;
  severity: Severity;
  fired: number;
  /** The ids of the real incidents for which it went on, and of those for which no other alarm did. */
  caught: string[];
  alone: string[];
  /** From the begin of an incident to when it first went on, s; an early one counts as 0. */
  medianSeconds?: number;
  worstSeconds?: number;
  /** How often it went on for nothing that was real. */
  forNothing: number;
}

/** Judges each alarm that went on by itself, the most useful first. Pure. @param known in the order of time. */
export function judgeRules(
  known: readonly KnownIncident[],
  firings: readonly Firing[],
  alarms: readonly { name: string; title: string; severity: Severity }[],
): RuleJudged[] {
  const judged = firings.map((firing) => ({ ...firing, known: incidentAtMoment(known, firing.atMs) }));
  const real = judged.flatMap((f) => (f.known?.isReal ? [{ alarm: f.alarm, atMs: f.atMs, known: f.known }] : []));
  return alarms
    .flatMap(({ name, title, severity }): RuleJudged[] => {
      const own = judged.filter((f) => f.alarm === name);
      if (own.length === 0) return [];
      const first = new Map<KnownIncident, number>();
      for (const f of real) if (f.alarm === name && !first.has(f.known)) first.set(f.known, f.atMs);
      const alone = [...first.keys()].filter((k) => !real.some((f) => f.known === k && f.alarm !== name));
      const seconds = [...first].map(([k, atMs]) => Math.max(0, Math.round((atMs - k.fromMs) / 1000)));
      const median = medianOf(seconds);
      return [
        {
          alarm: name,
          title,
          severity,
          fired: own.length,
          caught: [...first.keys()].map((k) => k.id),
          alone: alone.map((k) => k.id),
          ...(median !== undefined && { medianSeconds: median, worstSeconds: Math.max(...seconds) }),
          forNothing: own.filter((f) => !f.known?.isReal).length,
        },
      ];
    })
    .sort((a, b) => b.alone.length - a.alone.length || b.caught.length - a.caught.length || a.forNothing - b.forNothing);
}

/** How often a cause was told of something real, and of nothing. */
export interface CauseJudged {
  short: string;
  told: number;
  real: string[];
  forNothing: number;
}

/** Judges each cause by the incidents that were told with it, the most frequent first. Pure. */
export function judgeCauses(known: readonly KnownIncident[], incidents: readonly ReplayedIncident[]): CauseJudged[] {
  const causes = new Map<string, CauseJudged>();
  for (const { short, messages } of incidents) {
    const news = messages.filter(isNews);
    if (news.length === 0) continue;
    const real = news.flatMap((m) => {
      const at = incidentAtMoment(known, m.atMs);
      return at?.isReal ? [at.id] : [];
    });
    const cause = causes.get(short) ?? { short, told: 0, real: [], forNothing: 0 };
    causes.set(short, {
      short,
      told: cause.told + 1,
      real: [...new Set([...cause.real, ...real])],
      forNothing: cause.forNothing + (real.length === 0 ? 1 : 0),
    });
  }
  return [...causes.values()].sort((a, b) => b.real.length - a.real.length || b.told - a.told);
}
