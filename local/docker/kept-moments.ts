import type { LogEvent } from '../../insights/index.ts';
import type { KeptBefore } from '../follow/kept-lines.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/** Lines of several channels come out of the order of their times by a second: some moments at once. */
const MOST_MOMENTS = 2_000;

/**
 * What was kept of a container's log before. Docker gives each line the same time whenever it is asked, so that a line that comes again is
 * found by its time and its text: also when it comes in several portions, after a connection that broke off, and when more
 * was kept than was noted as read. Lines that are alike come as often as they were kept.
 */
export class KeptMoments implements KeptBefore {
  readonly #logs: SqliteStore['logs'];
  readonly #newest: { id: number; atMs: number };
  /** What has not come again yet, by its moment. */
  readonly #left = new Map<number, string[]>();

  constructor({ logs }: SqliteStore) {
    this.#logs = logs;
    const { id, atMs = -Infinity } = logs.newest();
    this.#newest = { id, atMs };
  }

  isNew() {
    return ({ timestamp }: LogEvent, text: string): boolean => {
      const atMs = Math.floor(timestamp);
      if (atMs > this.#newest.atMs) return true;
      const left = this.#leftOf(atMs);
      const same = left.indexOf(text);
      if (same >= 0) left.splice(same, 1);
      return same < 0;
    };
  }

  /** What was logged in the last hours comes at once after a restart. */
  momentOf({ timestamp }: LogEvent): number {
    return timestamp;
  }

  #leftOf(atMs: number): string[] {
    const known = this.#left.get(atMs);
    if (known) return known;
    const left = this.#logs.textsOf(atMs, this.#newest.id);
    this.#left.set(atMs, left);
    if (this.#left.size > MOST_MOMENTS) this.#left.delete(this.#left.keys().next().value as number);
    return left;
  }
}
