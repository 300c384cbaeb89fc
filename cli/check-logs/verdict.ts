import type { Thresholds } from '../../functions/shared/config/schema.ts';
import { type LogsObservation, requestsOf } from '../../functions/shared/observation.ts';
import { plural } from '../../functions/shared/text/words.ts';
import type { SourceRead } from './read-sources.ts';

/** What the counts of a log mean, and why in short sentences; none where all is well. */
export interface Verdict {
  verdict: 'well' | 'not well' | 'unknown';
  reasons: string[];
}

export type Limits = Pick<Thresholds, 'criticalLines' | 'unfinishedRequests'>;

/** Judges a whole log: what was seen to be wrong is wrong, also where something could not be read. */
export function verdictOf(observation: LogsObservation, sources: SourceRead[], limits: Limits): Verdict {
  const wrong = notWell(observation, limits);
  if (wrong.length > 0) return { verdict: 'not well', reasons: [...wrong, ...cutOff(sources)] };
  const unclear = [...doubts(observation, sources), ...cutOff(sources)];
  return unclear.length > 0 ? { verdict: 'unknown', reasons: unclear } : { verdict: 'well', reasons: [] };
}

function notWell({ counts: c }: LogsObservation, limits: Limits): string[] {
  if (!c) return [];
  const failed = c.serverErrors - c.failedStarts;
  return [
    failed > 0 ? `${plural(failed, 'request')} failed by a server error.` : '',
    c.failedStarts > 0 ? `${plural(c.failedStarts, 'start')} failed.` : '',
    c.criticalLines >= limits.criticalLines
      ? `There ${c.criticalLines === 1 ? 'is' : 'are'} ${plural(c.criticalLines, 'critical line')}.`
      : '',
    c.unfinished > limits.unfinishedRequests
      ? `${plural(c.unfinished, 'request')} began and did not end; up to ${limits.unfinishedRequests} are well.`
      : '',
  ].filter(Boolean);
}

/** Why counts of zero prove nothing. */
function doubts({ counts, unknown }: LogsObservation, sources: SourceRead[]): string[] {
  if (!counts) return [unknown ?? 'Nothing is known of the log.'];
  // Other programs use uvicorn, too.
  if (sources.every(({ how }) => how.own === 0) && requestsOf(counts) + counts.healthRequests === 0)
    return ["No line is AtlasML's own, and no request is one that it serves: this may be the log of another program."];
  if (2 * counts.unrecognisedLines > counts.lines)
    return [
      `${counts.unrecognisedLines} of ${plural(counts.lines, 'line')} are in no known form: what they tell is not counted.`,
    ];
  return [];
}

const cutOff = (sources: SourceRead[]) =>
  sources.flatMap(({ name, cut }) => (cut ? [`${name} is cut off: what stood behind that place is not known (${cut}).`] : []));
