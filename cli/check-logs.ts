import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkLogs } from '../functions/check-logs/check.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { DEFAULTS } from '../functions/shared/config/defaults.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { type LogsObservation, requestsOf } from '../functions/shared/observation.ts';
import { dateTime, duration } from '../functions/shared/text.ts';
import type { LogEvent } from '../insights/index.ts';
import { readLogLines } from '../local/log-lines.ts';
import { localLogSource } from '../local/log-source.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** `check logs --file FILE… [--json]`: the counts of whole log files, by the queries that run in AWS. */
export async function checkLogsCommand(args: string[], userConfig: MonitorConfigInput): Promise<Outcome> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { file: { type: 'string', multiple: true }, json: { type: 'boolean' } },
  });
  const files = [...(values.file ?? []), ...positionals];
  if (files.length === 0) throw new UsageError('name at least one log file: check logs --file FILE');
  const { events, broken } = readAll(files);
  if (events.length === 0) throw new UsageError(`there is no log line in ${files.join(', ')}`);
  const paths = {
    healthPaths: userConfig.logs?.healthPaths ?? [...DEFAULTS.logs.healthPaths],
    servedPathPrefixes: userConfig.logs?.servedPathPrefixes ?? [...DEFAULTS.logs.servedPathPrefixes],
  };
  const observation = await checkLogs(paths, span(events), { source: localLogSource(() => events), clock: systemClock });
  if (broken > 0) observation.notes.push(`${broken} broken lines were left out`);
  const text = values.json ? JSON.stringify(flat(observation), null, 2) : table(observation);
  return { text, code: observation.counts ? 0 : 3 };
}

function readAll(files: string[]): { events: LogEvent[]; broken: number } {
  const read = files.map((file) => readLogLines(contentOf(file).split(/\r?\n/), 0));
  // A stable sort keeps lines of the same millisecond in the order of the file.
  const events = read.flatMap((r) => r.events).sort((a, b) => a.timestamp - b.timestamp);
  return { events, broken: read.reduce((sum, r) => sum + r.broken, 0) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function span(events: LogEvent[]): { startMs: number; endMs: number } {
  return { startMs: events[0]?.timestamp ?? 0, endMs: events.at(-1)?.timestamp ?? 0 };
}

/** The observation with its counts at the top, for scripts. */
function flat({ counts, ...rest }: LogsObservation): object {
  return { ...counts, ...rest };
}

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
    ...evidence.slice(0, 5).map((kind) => `  ${kind.count} ×  ${kind.level} ${kind.logger}  ${kind.text}`),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
