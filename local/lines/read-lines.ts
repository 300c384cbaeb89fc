import type { LogEvent } from '../../insights/index.ts';
import { LineClock, type SeenClock } from './line-clock.ts';
import { type HowRead, LineReader } from './line-reader.ts';

/** The events of a log that is whole in memory. */
export interface ReadLog {
  events: LogEvent[];
  how: HowRead;
  clock: SeenClock;
}

export interface ReadOptions {
  /** The zone of AtlasML's clock, an IANA name. */
  timezone?: string | undefined;
  /** The service whose lines are asked for, where several are mixed. */
  service?: string | undefined;
  /** When the log was last written, epoch ms: its last line is from then. */
  writtenMs?: number | undefined;
  /** The moment of lines before the first that has a time, epoch ms; that of the first when left out. */
  firstMs?: number;
}

/** The last line with a time stands right at the end of a file that was not copied. */
export const FINISHED_LATE_MS = 5_000;

/** Reads the lines of a log in any of the forms that tools write. */
export function readLogLines(lines: Iterable<string>, options: ReadOptions = {}): ReadLog {
  const reader = new LineReader(options.service);
  const clock = new LineClock(options.timezone, options.firstMs);
  const read = [...reader.push([...lines]), ...reader.end()];
  if (options.writtenMs !== undefined) clock.anchor(read, options.writtenMs, FINISHED_LATE_MS);
  return { events: clock.place(read), how: reader.how, clock: clock.seen };
}
