import type { Readable } from 'node:stream';
import { checkLogs } from '../../functions/check-logs/check.ts';
import { systemClock } from '../../functions/shared/clock.ts';
import { timezone } from '../../functions/shared/config/calendar.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import type { LogsObservation } from '../../functions/shared/observation.ts';
import { cutText } from '../../functions/shared/text/cut.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { plural } from '../../functions/shared/text/words.ts';
import { fileLogSource } from '../../local/follow/log-source.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { clockNotes } from './clock-notes.ts';
import { type ReadSources, readSources, type SourceRead } from './read-sources.ts';
import { table } from './table.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { WholeLog } from './whole-log.ts';

const CODES = { well: 0, 'not well': 1, unknown: 3 } as const;

/** What `check logs` was asked for. A file may be compressed, a pipe, or `-` for the standard input. */
export interface LogsAsked {
  files: string[];
  service?: string;
  timezone?: string;
}

/** `check logs FILE…`: the counts of whole logs, by the queries that run in AWS, and whether they are well. */
export async function checkLogsCommand(
  { files, ...values }: LogsAsked,
  userConfig: MonitorConfigInput,
  stdin: Readable = process.stdin,
): Promise<Outcome> {
  if (files.length === 0) throw new UsageError('name at least one log file: check logs FILE, or - for the standard input');
  if (values.timezone !== undefined && !timezone.safeParse(values.timezone).success)
    throw new UsageError(`--timezone takes a time zone such as Europe/Berlin, not ${values.timezone}`);
  const whole = new WholeLog({ healthPaths: userConfig.logs?.healthPaths ?? [...DEFAULTS.logs.healthPaths] });
  const options = { timezone: values.timezone ?? userConfig.logs?.timezone, service: values.service };
  const read = await readSources(files, stdin, options, (message, source) => whole.look(message, source));
  try {
    const observation = await observe(read, userConfig);
    const verdict = verdictOf({ observation, whole: redactDeep(whole.seen) }, read.sources, {
      criticalLines: userConfig.thresholds?.criticalLines ?? DEFAULTS.thresholds.criticalLines,
      unfinishedRequests: userConfig.thresholds?.unfinishedRequests ?? DEFAULTS.thresholds.unfinishedRequests,
    });
    const text = table(observation, verdict, read.sources);
    return { text, code: CODES[verdict.verdict], json: flat(observation, verdict, read.sources) };
  } finally {
    read.remove();
  }
}

async function observe({ path, sources, window }: ReadSources, userConfig: MonitorConfigInput): Promise<LogsObservation> {
  const notes = sources.flatMap((source) => [...clockNotes(source), ...brokenNote(source)]);
  const nothing = unreadable(sources);
  const unknown = (reason: string): LogsObservation => ({
    check: 'logs',
    atMs: systemClock.now(),
    window: window ?? { startMs: 0, endMs: 0 },
    unknown: reason,
    evidence: [],
    notes,
  });
  if (nothing !== undefined || !window) return redactDeep(unknown(nothing ?? 'There is no log line.'));
  const paths = {
    healthPaths: userConfig.logs?.healthPaths ?? [...DEFAULTS.logs.healthPaths],
    servedPathPrefixes: userConfig.logs?.servedPathPrefixes ?? [...DEFAULTS.logs.servedPathPrefixes],
  };
  const observation = redactDeep(
    await checkLogs(paths, window, { source: { ...fileLogSource([path]), hasWholeLines: true }, clock: systemClock }),
  );
  observation.notes.push(...redactDeep(notes));
  return observation;
}

/** Why nothing can be counted: no source is AtlasML's log. */
function unreadable(sources: SourceRead[]): string | undefined {
  if (sources.some(({ how }) => how.recognised > 0)) return undefined;
  const names = sources.map(({ name }) => name).join(', ');
  const begin = sources.find((source) => source.begin.trim() !== '')?.begin.trim();
  if (begin === undefined) return `There is no log line in ${names}.`;
  return `No line of ${names} is in a form that AtlasML writes, so nothing can be counted. It begins: ${cutText(inOneLine(begin), MOST_OF_BEGIN)}`;
}

const MOST_OF_BEGIN = 120;
const inOneLine = (text: string) => text.replace(/\s*[\r\n]\s*/g, ' ⏎ ');

function brokenNote({ how: { broken } }: SourceRead): string[] {
  return broken > 0 ? [`${plural(broken, 'broken line')} ${broken === 1 ? 'was' : 'were'} left out`] : [];
}

/** The observation with its counts at the top, for scripts. */
function flat({ counts, ...rest }: LogsObservation, verdict: Verdict, sources: SourceRead[]): object {
  const readAs = sources.map(({ name, how, encoding, cut }) => ({
    name,
    form: how.form ?? null,
    chosen: how.chosen,
    leftOut: how.others,
    encoding,
    ...(cut !== undefined && { cut }),
  }));
  return { ...verdict, ...counts, ...rest, readAs };
}
