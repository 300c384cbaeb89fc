import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { timezone as zone } from '../../functions/shared/config/calendar.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { clockTime, duration } from '../../functions/shared/text/words.ts';
import { type Past, PastError, UnansweredPastError } from '../../local/replay/past.ts';
import type { PastConfiguration } from '../../local/replay/past-configuration.ts';
import { textOf } from '../../local/replay/recording.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { readSeries, type Sample } from '../../local/replay/series.ts';
import type { ConsentPorts } from '../consent.ts';
import { progressBar } from '../query/progress.ts';
import type { Screen } from '../screen.ts';
import { mustBeReadable, UsageError } from '../usage-error.ts';
import { timesWords } from './words.ts';

/** Which past is asked about, for each command that looks at one. */
export interface PastAsked {
  files: string[];
  /** The folder of the monitor on this machine, whose store is the past. */
  data?: string;
  /** A log group of CloudWatch, and from when on. */
  logGroup?: string;
  since?: string;
  /** Reads what costs or takes long without asking. */
  yes?: true;
  /** A container of the Docker Engine. */
  docker?: string;
  series?: string;
  timezone?: string;
  /** Reads the log again, whatever was kept. */
  fresh?: true;
}

/** Where a past is read and kept. */
export interface PastPorts {
  screen: Pick<Screen, 'redraw' | 'isDrawn' | 'complain'>;
  environment: NodeJS.ProcessEnv;
  /** Where somebody is asked; absent where nobody is. */
  stdin?: ConsentPorts['stdin'];
}

/**
 * The past that a command is asked about. @throws UsageError for what cannot be read.
 * @param usage how the command is called. @param config whose past it is, where it is no file's.
 */
export async function pastAsked(
  asked: PastAsked,
  usage: string,
  config: () => Promise<MonitorConfig>,
  ports: PastPorts,
): Promise<Past> {
  mustBeOne(asked);
  try {
    return (await sourceAsked(asked, config, ports)) ?? (await filesAsked(asked, usage));
  } catch (error) {
    throw isOfWhoAsks(error) ? new UsageError(error.message) : error;
  }
}

/** A source that gives no answer is unknown, and no fault of the command line. */
const isOfWhoAsks = (error: unknown): error is PastError => error instanceof PastError && !(error instanceof UnansweredPastError);

/** @throws UsageError for two pasts at once. */
function mustBeOne({ files, series, data, logGroup, docker, since, yes }: PastAsked): void {
  const given = { '--data': data, '--log-group': logGroup, '--docker': docker };
  const [first, second] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (first && second) throw new UsageError(`${first} and ${second} cannot be used together: leave one out`);
  if (first && files.length > 0) throw new UsageError(`${first} cannot be used with files: leave out the files`);
  if (first && series !== undefined) throw new UsageError(`--series is for log files: leave it out with ${first}`);
  if (since !== undefined && logGroup === undefined && docker === undefined)
    throw new UsageError('--since works only with --log-group or --docker');
  if (yes && logGroup === undefined) throw new UsageError('--yes works only with --log-group, which asks before it reads');
}

/** What is no file; undefined where files are asked for. */
async function sourceAsked(
  { data, logGroup, docker, since, timezone, yes }: PastAsked,
  config: () => Promise<MonitorConfig>,
  { screen, environment, stdin }: PastPorts,
): Promise<Past | undefined> {
  mustBeZone(timezone);
  if (data !== undefined) {
    const { pastHere } = await import('./past-here.ts');
    return pastHere(data, await config());
  }
  if (docker !== undefined) {
    const { pastInDocker } = await import('./past-in-docker.ts');
    return pastInDocker({ container: docker, since, timezone }, environment, Date.now());
  }
  if (logGroup !== undefined) {
    const [{ pastInAws }, { consent }] = await Promise.all([import('./past-in-aws.ts'), import('../consent.ts')]);
    const asking = (words: string) => consent(words, yes ?? false, { screen, stdin: stdin ?? process.stdin });
    return pastInAws({ group: logGroup, since: since ?? '7d' }, await config(), {
      nowMs: Date.now(),
      environment,
      consent: asking,
    });
  }
  return undefined;
}

function mustBeZone(timezone: string | undefined): void {
  if (timezone !== undefined && !zone.safeParse(timezone).success)
    throw new UsageError(`--timezone takes a time zone such as Europe/Berlin, not ${timezone}`);
}

async function filesAsked({ files, series, timezone }: PastAsked, usage: string): Promise<Past> {
  if (files.length === 0) throw new UsageError(`name at least one log file: ${usage}`);
  // By what the file system calls them: a link is the same file, and its lines would be counted twice.
  const seen = new Set<string>();
  for (const file of files) {
    mustBeReadable(file);
    const stat = statSync(file, { bigint: true });
    if (!stat.isFile()) throw new UsageError(`${file} is not a file; name the log files themselves`);
    const id = `${stat.dev} ${stat.ino}`;
    if (seen.has(id)) throw new UsageError(`${file} is named twice: leave one out`);
    seen.add(id);
  }
  const { isDatabase } = await import('../../local/capsule/read-capsule.ts');
  const capsule = files.find(isDatabase);
  if (capsule !== undefined) return capsuleAsked(capsule, files, series);
  const { pastOfFiles } = await import('../../local/replay/past-of-files.ts');
  return pastOfFiles(files, { timezone, ...(series !== undefined && { series: samplesOf(series), seriesPaths: [series] }) });
}

async function capsuleAsked(capsule: string, files: string[], series: string | undefined): Promise<Past> {
  if (files.length > 1)
    throw new UsageError(`${capsule} is a capsule, and a capsule is replayed alone: leave out the other files`);
  if (series !== undefined) throw new UsageError(`--series is for log files; the capsule ${capsule} has its own`);
  const { pastOfCapsule } = await import('../../local/capsule/capsule-past.ts');
  return pastOfCapsule(capsule);
}

function samplesOf(path: string): Sample[] {
  mustBeReadable(path);
  try {
    return readSeries(textOf(path));
  } catch (error) {
    throw new UsageError(`${path} is not a series: ${(error as Error).message}`);
  }
}

/** Scans a past, or takes what an earlier run kept of it. @param fresh reads it again in any case. @throws UsageError */
export async function scannedBy(
  { config }: PastConfiguration,
  past: Past,
  { screen, environment }: PastPorts,
  fresh = false,
): Promise<Scanned> {
  const { KeptScans, scanKey } = await import('../../local/replay/kept-scans.ts');
  const kept = new KeptScans(join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'atlasml-monitor', 'replay'));
  const identity = past.identity();
  const key = identity === undefined ? undefined : scanKey(identity, config);
  const known = fresh || key === undefined ? undefined : kept.read(key);
  if (known && (past.serves?.(known) ?? true)) return known;
  const progress = progressBar(screen);
  try {
    const scanned = await past.scan(config, { progress: progress.told });
    if (key !== undefined) kept.write(key, scanned);
    return scanned;
  } catch (error) {
    throw isOfWhoAsks(error) ? new UsageError(error.message) : error;
  } finally {
    progress.clear();
  }
}

/** Whose past it is, from when to when, and what of it was not measured. */
export function headLines({ startMs, untilMs, events }: Scanned, { config, notes }: PastConfiguration): string[] {
  const span = `${timesWords(startMs, untilMs)}, ${duration(untilMs - startMs)}`;
  return [
    `${config.service} ${config.environment}, ${span}, ${events.toLocaleString('en-US')} log events`,
    ...notes.map((note) => `  ${note}`),
    ...(untilMs - startMs < SHORT_MS
      ? [
          `  short: the checks run at each full minute, so what was logged after ${clockTime(lastCheckMs(untilMs))} was not counted`,
        ]
      : []),
    '',
  ];
}

/** In so short a past what follows the last check is a large part of it, and "0 incidents" would say too much. */
const SHORT_MS = 2 * 60_000;
const lastCheckMs = (untilMs: number) => untilMs - (untilMs % 60_000);
