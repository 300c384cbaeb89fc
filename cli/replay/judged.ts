import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { type Judgement, judgeTold } from '../../local/replay/judge.ts';
import { type CauseJudged, type Firing, judgeCauses, judgeRules, type RuleJudged } from '../../local/replay/judge-rules.ts';
import { isInDeploy, type When, whenOf } from '../../local/replay/judge-times.ts';
import type { KnownIncident } from '../../local/replay/known-incidents.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { type Replayed, replayed } from './replayed.ts';

/** A page for nothing, with when it came. */
export interface TimedPage {
  /** Epoch ms. */
  atMs: number;
  subject: string;
  when: When;
  isInDeploy: boolean;
  /** The id of what people call no incident. */
  marked?: string;
}

/** What a configuration is worth in a past, by what really was. */
export interface Judged {
  replayed: Replayed;
  judgement: Judgement;
  rules: RuleJudged[];
  causes: CauseJudged[];
  pages: TimedPage[];
}

/** Replays a past and judges what was told. @param known in the order of time. */
export async function judged(scanned: Scanned, config: MonitorConfig, known: readonly KnownIncident[]): Promise<Judged> {
  const firings: Firing[] = [];
  const result = await replayed(scanned, config, undefined, ({ name, to }, atMs) => {
    if (to === 'ALARM') firings.push({ alarm: name, atMs });
  });
  const judgement = judgeTold(known, result.incidents, scanned);
  const starts = startsIn(scanned);
  const alarms = alarmsOf(config).map(({ name, title, signal: { severity } }) => ({ name, title, severity }));
  return {
    replayed: result,
    judgement,
    rules: judgeRules(known, firings, alarms),
    causes: judgeCauses(known, result.incidents),
    pages: judgement.pagesForNothing.map(({ atMs, message, marked }) => ({
      atMs,
      subject: message.subject,
      when: whenOf(atMs, config.timezone),
      isInDeploy: isInDeploy(atMs, starts),
      ...(marked !== undefined && { marked }),
    })),
  };
}

/** When AtlasML started, as far as check-logs saw it, epoch ms. */
function startsIn({ runs }: Scanned): number[] {
  const starts = runs.flatMap(({ observation }) => (observation.check === 'logs' ? (observation.counts?.lastStartMs ?? []) : []));
  return [...new Set(starts)];
}
