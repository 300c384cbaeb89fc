import { parseArgs } from 'node:util';
import { checkLogs } from '../functions/check-logs/check.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { DEFAULTS } from '../functions/shared/config/defaults.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { type LogsObservation, requestsOf } from '../functions/shared/observation.ts';
import { redactDeep } from '../functions/shared/text/redact-deep.ts';
import { dateTime, duration, plural } from '../functions/shared/text/words.ts';
import { queryFiles } from '../insights/index.ts';
import { fileLogSource } from '../local/follow/log-source.ts';
import { mustBeReadable, type Outcome, UsageError } from './usage-error.ts';

/** `check logs --file FILE… [--json]`: the counts of whole log files, .gz too, by the queries that run in AWS. */
export async function checkLogsCommand(args: string[], userConfig: MonitorConfigInput): Promise<Outcome> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { file: { type: 'string', multiple: true }, json: { type: 'boolean' } },
  });
  const files = [...(values.file ?? []), ...positionals];
  if (files.length === 0) throw new UsageError('name at least one log file: check logs --file FILE');
  for (const file of files) mustBeReadable(file);
  const { window, broken } = await spanOf(files);
  const paths = {
    healthPaths: userConfig.logs?.healthPaths ?? [...DEFAULTS.logs.healthPaths],
    servedPathPrefixes: userConfig.logs?.servedPathPrefixes ?? [...DEFAULTS.logs.servedPathPrefixes],
  };
  const observation = redactDeep(await checkLogs(paths, window, { source: fileLogSource(files), clock: systemClock }));
  if (broken > 0) observation.notes.push(`${broken} broken lines were left out`);
  const text = values.json ? JSON.stringify(flat(observation), null, 2) : table(observation);
  return { text, code: observation.counts ? 0 : 3 };
}

/** The time from the first line to the last. @throws UsageError when there is none. */
async function spanOf(files: string[]): Promise<{ window: { startMs: number; endMs: number }; broken: number }> {
  const query = 'stats min(@timestamp) as first, max(@timestamp) as last';
  const { rows, broken } = await queryFiles(
    query,
    files.map((path) => ({ path })),
  );
  const { first, last } = rows[0] ?? {};
  if (first === undefined) throw new UsageError(`there is no log line in ${files.join(', ')}`);
  return { window: { startMs: Number(first), endMs: Number(last) }, broken: broken.reduce((sum, { lines }) => sum + lines, 0) };
}

/** The observation with its counts at the top, for scripts. */
function flat({ counts, ...rest }: LogsObservation): object {
  return { ...counts, ...rest };
}

/** Kinds of error in the table. */
const MOST_SHOWN = 5;

function table({ counts, unknown, window, evidence, notes }: LogsObservation): string {
  if (!counts) return `unknown: ${unknown}`;
  const { requests, levels } = counts;
  const seconds = (s: number | null) => (s === null ? '-' : `${s} s`);
  const rows: [string, string | number][] = [
    ['window', `${dateTime(window.startMs)} to ${dateTime(window.endMs)} (${duration(window.endMs - window.startMs)})`],
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
  return [
    ...rows.map(([name, value]) => `${name.padEnd(16)} ${value}`),
    ...evidence.slice(0, MOST_SHOWN).map((kind) => `  ${kind.count} ×  ${kind.level} ${kind.logger}  ${kind.text}`),
    ...(evidence.length > MOST_SHOWN ? [`  and ${plural(evidence.length - MOST_SHOWN, 'more kind')}; --json has them all`] : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
