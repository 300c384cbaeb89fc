import { createHash } from 'node:crypto';
import type { LogRecord } from './log-records.ts';

/** How far the log of a container was read: kept for the next start of the monitor. */
export interface ReadPosition {
  /** The whole ID of the container. */
  id: string;
  /** Of the newest line, epoch ns. */
  atNs: string;
  /** Of the lines of that nanosecond. */
  keys: string[];
}

/** Lines of both channels, and of several processes, may be written out of the order of their times by so much. */
export const OVERLAP_NS = 1_000_000_000n;
const COARSE_NS = 1_000n;

/**
 * Knows which lines of a container were read, so that its log can be asked for again from a little before the newest: what was read is
 * left out, also where several lines have one time; and where it does not come again, the log was rotated meanwhile.
 */
export class ReadLines {
  readonly id: string;
  /** Those of the overlap, oldest first. */
  #recent: { atNs: bigint; key: string }[] = [];
  #newestNs: bigint | undefined;
  #expected = new Map<string, number>();
  /** The lines of the overlap. */
  readonly #known = new Set<string>();
  /** Its times are of nanoseconds, so no two lines have the same one. Drivers with coarser times (journald: microseconds) may. */
  #isFine = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Of the newest line that was read, epoch ns. */
  get newestNs(): bigint | undefined {
    return this.#newestNs;
  }

  get position(): ReadPosition | undefined {
    const atNs = this.#newestNs;
    if (atNs === undefined) return undefined;
    return { id: this.id, atNs: String(atNs), keys: this.#recent.filter((line) => line.atNs === atNs).map(({ key }) => key) };
  }

  /** From now on the log is read again, from the overlap on. */
  again(): void {
    this.#expected = new Map();
    for (const { key } of this.#recent) this.#expected.set(key, (this.#expected.get(key) ?? 0) + 1);
  }

  /**
   * Notes a line. @returns false where it was read before.
   * @param isFollowed then Docker sends lines twice when it rotates the log, the last one or a whole file, seen with 20.10.24.
   */
  isNew(record: LogRecord, isFollowed = false): boolean {
    const key = keyOf(record);
    const times = this.#expected.get(key) ?? 0;
    if (times > 1) this.#expected.set(key, times - 1);
    else this.#expected.delete(key);
    if (times > 0) return false;
    const { atNs } = record;
    // Asked of the log, not of the line: one line in a thousand has a time that looks coarse.
    this.#isFine ||= atNs % COARSE_NS !== 0n;
    if (isFollowed && this.#isFine && this.#known.has(key)) return false;
    this.#recent.push({ atNs, key });
    this.#known.add(key);
    if (this.#newestNs === undefined || atNs > this.#newestNs) this.#newestNs = atNs;
    const oldest = this.#newestNs - OVERLAP_NS;
    while (this.#recent[0] && this.#recent[0].atNs < oldest) this.#known.delete((this.#recent.shift() as { key: string }).key);
    return true;
  }

  /** Lines that were read before did not come again. To be asked when others come that are newer, or none. */
  get isSomethingGone(): boolean {
    return this.#expected.size > 0;
  }

  /** What is gone is known to be so. What did come again stands in the log still, and comes once more with the next answer. */
  forgetGone(): void {
    this.#recent = this.#recent.filter(({ key }) => {
      const times = this.#expected.get(key) ?? 0;
      this.#expected.set(key, times - 1);
      return times <= 0;
    });
    this.#expected.clear();
  }
}

/** Short, and no text of the log: it is kept in the store. */
function keyOf({ atNs, channel, text }: LogRecord): string {
  return createHash('sha256').update(`${atNs} ${channel} ${text}`).digest('base64url').slice(0, 16);
}

/** Whether what an earlier process read last still stands in the log. */
export class LeftOff {
  readonly atNs: bigint;
  readonly #keys: Set<string>;

  constructor({ atNs, keys }: ReadPosition) {
    this.atNs = BigInt(atNs);
    this.#keys = new Set(keys);
  }

  /** @returns true when a line is newer than what was read last, and that did not come before it. */
  isGoneBefore(record: LogRecord): boolean {
    this.#keys.delete(keyOf(record));
    return record.atNs > this.atNs && this.#keys.size > 0;
  }
}
