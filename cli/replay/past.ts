import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { timezone as zone } from '../../functions/shared/config/calendar.ts';
import { duration } from '../../functions/shared/text/words.ts';
import type { PastConfiguration } from '../../local/replay/past-configuration.ts';
import { textOf } from '../../local/replay/recording.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { readSeries, type Sample } from '../../local/replay/series.ts';
import { progressBar } from '../query/progress.ts';
import type { Screen } from '../screen.ts';
import { mustBeReadable, UsageError } from '../usage-error.ts';
import { timesWords } from './words.ts';

/** Which past is asked about, for each command that looks at one. */
export interface PastAsked {
  files: string[];
  series?: string;
  timezone?: string;
  /** Reads the log again, whatever was kept. */
  fresh?: true;
}

/** Where a past is read and kept. */
export interface PastPorts {
  screen: Pick<Screen, 'redraw' | 'isDrawn'>;
  environment: NodeJS.ProcessEnv;
}

/** What a series beside the log holds. */
export interface SeriesGiven {
  samples: Sample[];
  has: { health: boolean; memory: boolean };
}

/** @throws UsageError for what cannot be read. @param usage how the command is called. */
export function mustBePast({ files, timezone }: PastAsked, usage: string): void {
  if (files.length === 0) throw new UsageError(`name at least one log file: ${usage}`);
  for (const file of files) {
    mustBeReadable(file);
    if (!statSync(file).isFile()) throw new UsageError(`${file} is no file; name the log files themselves`);
  }
  if (timezone !== undefined && !zone.safeParse(timezone).success)
    throw new UsageError(`--timezone takes a time zone such as Europe/Berlin, not ${timezone}`);
}

/** @throws UsageError */
export function seriesGiven({ series: path }: PastAsked): SeriesGiven {
  const samples = path === undefined ? [] : samplesOf(path);
  return {
    samples,
    has: { health: samples.some((s) => s.health !== undefined), memory: samples.some((s) => s.memoryPercent !== undefined) },
  };
}

function samplesOf(path: string): Sample[] {
  mustBeReadable(path);
  try {
    return readSeries(textOf(path));
  } catch (error) {
    throw new UsageError(`${path} is no series: ${(error as Error).message}`);
  }
}

/** Scans the log, or takes what an earlier run kept of it. */
export async function scannedBy(
  { config }: PastConfiguration,
  { files, series: seriesPath, timezone = config.logs?.timezone, fresh }: PastAsked,
  { samples }: SeriesGiven,
  { screen, environment }: PastPorts,
): Promise<Scanned> {
  const [{ KeptScans, scanKey }, { PastError, scanFiles }] = await Promise.all([
    import('../../local/replay/kept-scans.ts'),
    import('../../local/replay/read-past.ts'),
  ]);
  const kept = new KeptScans(join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'atlasml-monitor', 'replay'));
  const key = scanKey([...files, ...(seriesPath === undefined ? [] : [seriesPath])], config, { timezone });
  const known = fresh ? undefined : kept.read(key);
  if (known) return known;
  const progress = progressBar(screen);
  try {
    const scanned = await scanFiles(files, config, { timezone, series: samples, progress: progress.told });
    kept.write(key, scanned);
    return scanned;
  } catch (error) {
    throw error instanceof PastError ? new UsageError(error.message) : error;
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
    '',
  ];
}
