import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import type { LogEvent } from '../../insights/index.ts';
import { PastScan, type Scanned, type ScanOptions } from './scan.ts';
import type { Sample } from './series.ts';

/** What is known of a past beside AtlasML's log. What is not held is inferred from the log, or is not replayed and said so. */
export interface Holds {
  /** What probes of the health endpoint got. */
  health: boolean;
  memory: boolean;
  /** Where all that the monitor saw was kept: gives a configuration as it is in force there, which is replayed whole. */
  watched?(config: MonitorConfig): MonitorConfig;
}

/** How a past is read. */
export interface ReadingOptions {
  /** Told how much was read, in the units of the source: bytes, events. */
  progress?(read: number, all: number): void;
}

/**
 * A past that can be replayed, wherever it is read from: files, a log group, a container, a store, a capsule. Whoever decides, compares or
 * explains knows this alone.
 */
export interface Past {
  /** As it stands in a sentence: "atlasml.log", "the log group atlasml". */
  readonly name: string;
  readonly holds: Holds;
  /** The configuration that was in force, where it is kept with the past. */
  readonly input?: MonitorConfigInput;
  /** What tells it from every other past, small: by it and the configuration a scan is kept. undefined: it must not be kept. */
  identity(): string | undefined;
  /** Whether a scan that was kept still stands for it, of a past that goes on. @default it does */
  serves?(scanned: Scanned): boolean;
  /** Reads it once and runs the checks over it. @throws PastError that says in a sentence why it cannot be read. */
  scan(config: MonitorConfig, options?: ReadingOptions): Promise<Scanned>;
  /** Its log from `fromMs` to before `toMs`, epoch ms, in the order of time. @throws PastError */
  events(fromMs: number, toMs: number, config: MonitorConfig): Promise<LogEvent[]>;
}

/** What is wrong with a past, in a sentence. */
export class PastError extends Error {
  override name: string = 'PastError';
}

/** Nothing is wrong with what was asked for: its source gave no answer, and so nothing is known. */
export class UnansweredPastError extends PastError {
  override name = 'UnansweredPastError';
}

/**
 * The checks over a past that hands out its events once, in portions: what a source needs that has no quicker way.
 * @param portions in the order of time: no event is older than one before it.
 */
export async function scanEvents(
  portions: AsyncIterable<readonly LogEvent[]>,
  config: MonitorConfig,
  { series = [], untilMs, second }: ScanOptions & { series?: Sample[] } = {},
): Promise<Scanned> {
  const past = new PastScan(config, second);
  for await (const events of portions) {
    past.add(events);
    await past.catchUp();
  }
  return past.end(series, untilMs);
}
