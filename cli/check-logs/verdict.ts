import type { Thresholds } from '../../functions/shared/config/schema.ts';
import { type LogsObservation, requestsOf } from '../../functions/shared/observation.ts';
import { cutText } from '../../functions/shared/text/cut.ts';
import { plural } from '../../functions/shared/text/words.ts';
import type { SourceRead } from './read-sources.ts';
import type { SeenInWhole } from './whole-log.ts';

/** What the counts of a log mean, and why in short sentences; none where all is well. */
export interface Verdict {
  verdict: 'well' | 'not well' | 'unknown';
  reasons: string[];
}

export type Limits = Pick<Thresholds, 'criticalLines' | 'unfinishedRequests'>;

/** What was seen of a log: its counts, and what only its whole tells. */
export interface Seen {
  observation: LogsObservation;
  whole: SeenInWhole;
}

/** Judges a whole log: what was seen to be wrong is wrong, also where something could not be read. */
export function verdictOf(seen: Seen, sources: SourceRead[], limits: Limits): Verdict {
  const { observation, whole } = seen;
  const exits = sources.flatMap(({ how }) => how.exits.map((exit) => `${exit}.`));
  const wrong = [...notWell(observation, limits), ...processNotWell(whole), ...new Set(exits)];
  const unread = [...foreign(sources), ...otherForms(sources), ...cutOff(sources)];
  if (wrong.length > 0) return { verdict: 'not well', reasons: [...wrong, ...unread] };
  const unclear = [...doubts(seen, sources), ...untold(whole), ...(whole.isStarting ? [STARTING] : []), ...unread];
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
      ? `${plural(c.unfinished, 'request')} began and did not end; up to ${limits.unfinishedRequests} are normal.`
      : '',
  ].filter(Boolean);
}

const MOST_OF_A_LINE = 120;
const STARTING = 'The log ends while AtlasML starts: whether the start succeeded is not known.';

function processNotWell({ crashes, crash = '', brokenStarts, failedHealth }: SeenInWhole): string[] {
  return [
    crashes > 0 ? `Native code or a kill ended the process: ${cutText(crash, MOST_OF_A_LINE)}.` : '',
    brokenStarts > 0 ? `${plural(brokenStarts, 'start')} ended with an exception.` : '',
    failedHealth > 0 ? `${plural(failedHealth, 'health request')} failed by a server error.` : '',
  ].filter(Boolean);
}

/** Errors without their requests: a part of the lines is missing, as behind a search. */
function untold({ toldErrors }: SeenInWhole): string[] {
  if (toldErrors === 0) return [];
  return [
    `${plural(toldErrors, 'error line')} of AtlasML ${toldErrors === 1 ? 'says' : 'say'} that a request failed, but no request in the log failed: lines are missing.`,
  ];
}

/** Why counts of zero prove nothing. */
function doubts({ observation: { counts, unknown }, whole }: Seen, sources: SourceRead[]): string[] {
  if (!counts) return [unknown ?? 'Nothing is known of the log.'];
  // Other programs use uvicorn, too.
  if (sources.every(({ how }) => how.own === 0) && requestsOf(counts) + counts.healthRequests === 0)
    return ["No line is AtlasML's own, and no request is one that it serves: this may be the log of another program."];
  if (counts.levels.error > whole.toldErrors && requestsOf(counts) + counts.healthRequests === 0)
    return [
      `There ${counts.levels.error === 1 ? 'is' : 'are'} ${plural(counts.levels.error, 'error line')}, and no line that says how a request ended.`,
    ];
  if (whole.ended > 0 && requestsOf(counts) + counts.healthRequests === 0)
    return [
      `${plural(whole.ended, 'request')} ended, and no access line of a path that AtlasML serves says how: set logs.servedPathPrefixes and logs.healthPaths if it has other paths.`,
    ];
  if (2 * counts.unrecognisedLines > counts.lines)
    return [
      `${counts.unrecognisedLines} of ${plural(counts.lines, 'line')} are in an unknown form: what they say is not counted.`,
    ];
  return [];
}

const cutOff = (sources: SourceRead[]) =>
  sources.flatMap(({ name, cut }) => (cut ? [`${name} is cut off: what came after that place is not known (${cut}).`] : []));

/** One of several files that is no log of AtlasML; one that is empty may well be. */
const foreign = (sources: SourceRead[]) =>
  sources.some(({ how }) => how.recognised > 0)
    ? sources.flatMap(({ name, how, begin }) =>
        how.recognised === 0 && begin.trim() !== '' ? [`No line of ${name} is in a form that AtlasML writes.`] : [],
      )
    : [];

const otherForms = (sources: SourceRead[]) =>
  sources.flatMap(({ name, how: { otherForm, form } }) =>
    otherForm > 0
      ? [
          `${plural(otherForm, 'line')} of ${name} ${otherForm === 1 ? 'is' : 'are'} in another form than the rest (${form}) and not counted: check each part by itself.`,
        ]
      : [],
  );
