import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { timezone as zone } from '../../functions/shared/config/calendar.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { loadConfigFile } from '../../functions/shared/config/load-file.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { hasServices } from '../../functions/shared/config/services.ts';
import { duration } from '../../functions/shared/text/words.ts';
import { differenceOf, isChanged } from '../../local/replay/difference.ts';
import { type PastConfiguration, pastConfiguration } from '../../local/replay/past-configuration.ts';
import { textOf } from '../../local/replay/recording.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { readSeries, type Sample } from '../../local/replay/series.ts';
import { progressBar } from '../query/progress.ts';
import type { Screen } from '../screen.ts';
import { mustBeReadable, type Outcome, UsageError } from '../usage-error.ts';
import { differenceJson, incidentJson } from './json.ts';
import { type Replayed, replayed } from './replayed.ts';
import { optionsOf, settingOf, withSettings } from './settings.ts';
import { differenceLines, differenceMarkdown, incidentLines, sumWords, timesWords } from './words.ts';

/** What `replay` was asked for. */
export interface ReplayAsked {
  files: string[];
  series?: string;
  against?: string;
  set?: string[];
  timezone?: string;
  markdown?: true;
  failOnChange?: true;
  fresh?: true;
}

/** `replay FILE…`: what would have been told. */
export async function replayCommand(
  asked: ReplayAsked,
  input: MonitorConfigInput,
  screen: Pick<Screen, 'redraw' | 'isDrawn'>,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  mustBeAsked(asked);
  const series = asked.series === undefined ? [] : seriesOf(asked.series);
  const has = { health: series.some((s) => s.health !== undefined), memory: series.some((s) => s.memoryPercent !== undefined) };
  const first = pastConfiguration(resolveConfig(input), has);
  const other = await otherConfiguration(asked, input, has);
  const scanned = await scannedBy(first, asked, series, screen, environment);
  const before = await replayed(scanned, first.config);
  if (!other) return alone(scanned, before, first);
  const after = await replayed(await scannedBy(other, asked, series, screen, environment), other.config);
  const difference = differenceOf(before.incidents, after.incidents, scanned.untilMs);
  const code = asked.failOnChange && isChanged(difference) ? 1 : 0;
  const json = {
    ...resultJson(before, first),
    changed: after.incidents.map(incidentJson),
    difference: differenceJson(before, after, difference),
  };
  if (asked.markdown) return { text: differenceMarkdown(before, after, difference), code, json, isAsItIs: true };
  const { timezone } = first.config;
  const text = [
    ...head(scanned, first),
    `Before: ${sumWords(before, timezone)}.`,
    `After:  ${sumWords(after, other.config.timezone)}.`,
    '',
    ...differenceLines(before, after, difference),
    ...failureLines([...before.failures, ...after.failures]),
  ].join('\n');
  return { text, code, json };
}

function mustBeAsked({ files, against, set, markdown, failOnChange, timezone }: ReplayAsked): void {
  if (files.length === 0) throw new UsageError('name at least one log file: replay FILE');
  for (const file of files) {
    mustBeReadable(file);
    if (!statSync(file).isFile()) throw new UsageError(`${file} is no file; name the log files themselves`);
  }
  if (timezone !== undefined && !zone.safeParse(timezone).success)
    throw new UsageError(`--timezone takes a time zone such as Europe/Berlin, not ${timezone}`);
  if (against === undefined && set === undefined && (markdown || failOnChange))
    throw new UsageError(
      `${markdown ? '--markdown' : '--fail-on-change'} goes with --against or --set, which say what is changed`,
    );
}

function seriesOf(path: string): Sample[] {
  mustBeReadable(path);
  try {
    return readSeries(textOf(path));
  } catch (error) {
    throw new UsageError(`${path} is no series: ${(error as Error).message}`);
  }
}

/** With `--against` another file, with `--set` other values of it, or of this one. */
async function otherConfiguration(
  { against, set = [] }: ReplayAsked,
  input: MonitorConfigInput,
  has: Parameters<typeof pastConfiguration>[1],
): Promise<PastConfiguration | undefined> {
  if (against === undefined && set.length === 0) return undefined;
  const settings = set.map(settingOf);
  const other = against === undefined ? input : await loadConfigFile(against);
  if (hasServices(other)) throw new UsageError(`${against} holds several services; --against takes a file with one`);
  const named = against ?? 'The changed configuration';
  return pastConfiguration(resolveConfig(withSettings(other as MonitorConfigInput, settings), named, optionsOf(settings)), has);
}

/** Scans the log, or takes what an earlier run kept of it. */
async function scannedBy(
  { config }: PastConfiguration,
  { files, series: seriesPath, timezone = config.logs?.timezone, fresh }: ReplayAsked,
  series: Sample[],
  screen: Pick<Screen, 'redraw' | 'isDrawn'>,
  environment: NodeJS.ProcessEnv,
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
    const scanned = await scanFiles(files, config, { timezone, series, progress: progress.told });
    kept.write(key, scanned);
    return scanned;
  } catch (error) {
    throw error instanceof PastError ? new UsageError(error.message) : error;
  } finally {
    progress.clear();
  }
}

function alone(scanned: Scanned, result: Replayed, past: PastConfiguration): Outcome {
  const text = [
    ...head(scanned, past),
    ...incidentLines(result),
    `${sumWords(result, past.config.timezone)}.`,
    ...failureLines(result.failures),
  ].join('\n');
  return { text, code: 0, json: resultJson(result, past) };
}

function head({ startMs, untilMs, events }: Scanned, { config, notes }: PastConfiguration): string[] {
  const span = `${timesWords(startMs, untilMs)}, ${duration(untilMs - startMs)}`;
  return [
    `${config.service} ${config.environment}, ${span}, ${events.toLocaleString('en-US')} log events`,
    ...notes.map((note) => `  ${note}`),
    '',
  ];
}

const failureLines = (failures: string[]) =>
  failures.length === 0 ? [] : ['', 'What failed in the monitor itself:', ...failures];

function resultJson({ incidents, others, failures, pages, pagesAtNight }: Replayed, { notes }: PastConfiguration): object {
  return {
    incidents: incidents.map(incidentJson),
    inferred: notes,
    pages,
    pagesAtNight,
    ...(others.length > 0 && {
      others: others.map(({ atMs, receiver, subject }) => ({ at: new Date(atMs).toISOString(), receiver, subject })),
    }),
    ...(failures.length > 0 && { failures }),
  };
}
