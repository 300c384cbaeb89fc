import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { LogEvent } from '../../insights/index.ts';
import { stateOfFiles } from './kept-scans.ts';
import type { Holds, Past, ReadingOptions } from './past.ts';
import { readEvents, scanFiles } from './read-past.ts';
import type { Scanned } from './scan.ts';
import type { Sample } from './series.ts';

export interface FilesOptions {
  /** Of times that name none, before the one of the configuration. */
  timezone?: string | undefined;
  /** What probes and memory showed meanwhile. */
  series?: Sample[];
  /** Files that the series was read from: with them the past is another. */
  seriesPaths?: readonly string[];
}

/** Log files, compressed or not: several are one log. */
export function pastOfFiles(paths: readonly string[], { timezone, series = [], seriesPaths = [] }: FilesOptions = {}): Past {
  const zone = ({ logs }: MonitorConfig) => timezone ?? logs?.timezone;
  return {
    name: paths.join(', '),
    holds: holdsOf(series),
    identity: () => JSON.stringify([stateOfFiles([...paths, ...seriesPaths]), timezone ?? null]),
    scan: (config: MonitorConfig, { progress }: ReadingOptions = {}): Promise<Scanned> =>
      scanFiles(paths, config, { timezone: zone(config), series, ...(progress && { progress }) }),
    events: (fromMs: number, toMs: number, config: MonitorConfig): Promise<LogEvent[]> =>
      readEvents(paths, fromMs, toMs, { timezone: zone(config) }),
  };
}

export function holdsOf(series: readonly Sample[]): Holds {
  return { health: series.some((s) => s.health !== undefined), memory: series.some((s) => s.memoryPercent !== undefined) };
}
