import { type LogsObservation, requestsOf } from '../../functions/shared/observation.ts';
import { dateTime, duration, plural } from '../../functions/shared/text/words.ts';
import type { SourceRead } from './read-sources.ts';
import type { Verdict } from './verdict.ts';

/** Kinds of error in the table. */
const MOST_SHOWN = 5;

/** The counts of a log as a table, with the verdict above it. */
export function table(observation: LogsObservation, { verdict, reasons }: Verdict, sources: SourceRead[]): string {
  const { evidence, notes } = observation;
  const rows: [string, string | number][] = [
    ['verdict', [verdict === 'not well' ? 'NOT WELL' : verdict, ...reasons].join('. ').replaceAll('..', '.')],
    ['read as', sources.map(readAs).join('; ')],
    ...countRows(observation),
  ];
  return [
    ...rows.map(([name, value]) => `${name.padEnd(16)} ${value}`),
    ...evidence.slice(0, MOST_SHOWN).map((kind) => `  ${kind.count} ×  ${kind.level} ${kind.logger}  ${kind.text}`),
    ...(evidence.length > MOST_SHOWN ? [`  and ${plural(evidence.length - MOST_SHOWN, 'more kind')}; --json has them all`] : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

/** Which tool wrote a source, and whose lines were taken. */
function readAs({ how: { form, chosen, others }, encoding }: SourceRead): string {
  const of = chosen.length > 0 ? ` (${chosen.join(', ')})` : '';
  const without = others.length > 0 ? `, without the lines of ${others.join(', ')}` : '';
  return `${form ?? 'unknown form'}${of}${without}${encoding === 'utf-8' ? '' : `, ${encoding.toUpperCase()}`}`;
}

function countRows({ counts, window }: LogsObservation): [string, string | number][] {
  if (!counts) return [];
  const { requests, levels } = counts;
  const seconds = (s: number | null) => (s === null ? '-' : `${s} s`);
  return [
    ['window', windowWords(window)],
    [
      'requests',
      `${requestsOf(counts)}: ${Object.entries(requests)
        .map(([status, n]) => `${n} × ${status}`)
        .join(', ')}; and ${counts.healthRequests} health requests`,
    ],
    ['server errors', counts.serverErrors],
    ['client errors', counts.clientErrors],
    ['critical lines', counts.criticalLines],
    ['unfinished', counts.unfinished],
    ['starts', `${counts.starts}${counts.failedStarts ? `, ${counts.failedStarts} of them failed` : ''}`],
    ['took', `p50 ${seconds(counts.tookP50Seconds)}, p95 ${seconds(counts.tookP95Seconds)}`],
    ['longest silence', `at least ${counts.longestSilenceSeconds} s without an answer`],
    [
      'lines',
      `${counts.lines}: ${Object.entries(levels)
        .map(([level, n]) => `${n} ${level}`)
        .join(', ')}; ${counts.unrecognisedLines} not recognised`,
    ],
  ];
}

/** Lines without a time are counted as if they were of 1970: that is no window. */
function windowWords({ startMs, endMs }: LogsObservation['window']): string {
  if (endMs === 0) return 'unknown: no line tells its time';
  return `${dateTime(startMs)} to ${dateTime(endMs)} (${duration(endMs - startMs)})`;
}
