import type { LogEvent } from '../../insights/index.ts';
import { gathered, inTime } from './events-in-time.ts';
import { type Past, PastError, scanEvents } from './past.ts';
import type { Scanned } from './scan.ts';

export interface LogGroupOptions {
  /** Its name. */
  group: string;
  /** What makes it this one beside its name: region, account, stream. */
  of: readonly string[];
  /** As it was asked for: "7d". */
  since: string;
  /** From when to when it is read, epoch ms. */
  startMs: number;
  endMs: number;
  /** Reads it page by page. */
  pages(window: { startMs: number; endMs: number }): AsyncIterable<LogEvent[]>;
  /** About how much that is, in bytes; undefined where it is not known. */
  bytes(): Promise<number | undefined>;
  /** Is asked before it is read. @throws what ends the command. */
  consent(bytes: number | undefined): Promise<void>;
}

/** What was read once serves so long; then the newest day is missing. */
const SERVES_MS = 24 * 3_600_000;

/** A log group of CloudWatch, from a moment until now. What the checks saw of it is kept, redacted, so that a second run reads nothing. */
export function pastOfLogGroup({ group, of, since, startMs, endMs, pages, bytes, consent }: LogGroupOptions): Past {
  const name = `the log group ${group}`;
  return {
    name,
    holds: { health: false, memory: false },
    identity: () => JSON.stringify(['log group', group, ...of, since]),
    serves: ({ untilMs }: Scanned) => endMs - untilMs < SERVES_MS,
    async scan(config, { progress = () => {} } = {}) {
      const all = await bytes();
      await consent(all);
      let read = 0;
      const portions = counted(pages({ startMs, endMs }), (size) => {
        read += size;
        progress(read, Math.max(read, all ?? 0));
      });
      const scanned = await scanEvents(inTime(portions, name), config, { untilMs: endMs });
      if (scanned.events === 0) throw new PastError(`${name} has no event of this time`);
      return scanned;
    },
    events: (fromMs, toMs) => gathered(pages({ startMs: fromMs, endMs: toMs - 1 })),
  };
}

/** CloudWatch counts 26 bytes beside each event (PutLogEvents, API reference). */
const BESIDE_BYTES = 26;

async function* counted(portions: AsyncIterable<LogEvent[]>, read: (bytes: number) => void): AsyncGenerator<LogEvent[]> {
  for await (const events of portions) {
    yield events;
    read(events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + BESIDE_BYTES, 0));
  }
}
