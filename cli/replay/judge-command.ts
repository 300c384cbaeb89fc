import type { Verdict } from '../../local/replay/judge.ts';
import type { KnownIncident } from '../../local/replay/known-incidents.ts';
import type { PastConfiguration } from '../../local/replay/past-configuration.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import type { Outcome } from '../usage-error.ts';
import { judgedMarkdown } from './judge-markdown.ts';
import { judgedLines, wholeLines } from './judge-words.ts';
import { type Judged, judged } from './judged.ts';
import { type NearMiss, nearMissesOf } from './near-misses.ts';
import { headLines } from './past.ts';

/** A past as one configuration saw it. */
export interface Seen {
  scanned: Scanned;
  past: PastConfiguration;
}

/**
 * Judges a configuration by what really was; with `before` also that one, in short.
 * @param known in the order of time.
 */
export async function judgeOutcome(
  known: readonly KnownIncident[],
  { scanned, past }: Seen,
  before: Seen | undefined,
  isMarkdown: boolean,
): Promise<Outcome> {
  const { config } = past;
  const after = await judged(scanned, config, known);
  const near = await nearMissesOf(scanned, config, after, (changed) => judged(scanned, changed, known));
  const was = before && (await judged(before.scanned, before.past.config, known));
  const json = { ...judgedJson(after, near), inferred: past.notes, ...(was && { before: judgedJson(was, []) }) };
  if (isMarkdown) return { text: judgedMarkdown(after, near, config.timezone, was), code: 0, json, isAsItIs: true };
  const text = [
    ...headLines(scanned, past),
    ...(was && before
      ? ['Before:', ...wholeLines(was, before.past.config.timezone).map((line) => `  ${line}`), '', 'After:']
      : []),
    ...judgedLines(after, near, config.timezone),
  ];
  return { text: text.join('\n').trimEnd(), code: 0, json };
}

const iso = (ms: number) => new Date(ms).toISOString();

function judgedJson({ judgement, rules, causes, pages }: Judged, near: readonly NearMiss[]): object {
  const { verdicts, medianSeconds = null, worstSeconds = null, told, toldReal, othersForNothing, outside } = judgement;
  return {
    real: verdicts.length,
    caught: verdicts.filter((v) => v.result !== 'missed').length,
    medianSeconds,
    worstSeconds,
    told,
    toldReal,
    incidents: verdicts.map((v) => verdictJson(v, near)),
    rules,
    causes,
    pagesForNothing: pages.map(({ atMs, ...page }) => ({ at: iso(atMs), ...page })),
    othersForNothing,
    outside: outside.map(({ id }) => id),
  };
}

function verdictJson({ known, result, seconds, isPaged, message }: Verdict, near: readonly NearMiss[]): object {
  const { id, title, fromMs, toMs } = known;
  const own = near.filter((n) => n.incident === id).map(({ incident: _, ...n }) => n);
  return {
    id,
    title,
    from: iso(fromMs),
    to: iso(toMs),
    result,
    seconds: seconds ?? null,
    isPaged,
    ...(message && { subject: message.subject }),
    ...(result === 'missed' && { nearMisses: own }),
  };
}
