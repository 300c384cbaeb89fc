import type { LogEvent } from '../../insights/index.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { FollowedEvent } from './line-kinds.ts';
import type { LogSink } from './log-file.ts';
import { WorthKeeping } from './worth-keeping.ts';

const MINUTE_MS = 60_000;
/** A storm of errors says the same over and over: of each minute the first lines are kept. */
const MOST_OF_A_MINUTE = 2_000;
const WHAT = 'Log events';

/**
 * Writes what is worth keeping of a followed log into the store. After a restart the end of the file comes again: what is there already is
 * left out.
 */
export class KeptLines implements LogSink {
  readonly #store: SqliteStore;
  readonly #worth = new WorthKeeping();
  /** Rows up to this one were there before. */
  readonly #firstId: number;
  /** When the newest row that was there before was written, and the texts of that moment; until the first look is over. */
  #before: { atMs: number; texts: string[] } | undefined;
  #firstLookMs: number | undefined;
  #minute = 0;
  #ofMinute = 0;

  constructor(store: SqliteStore) {
    this.#store = store;
    const { id, atMs } = store.logs.newest();
    this.#firstId = id;
    if (atMs !== undefined) this.#before = { atMs, texts: store.logs.read({ startMs: atMs, endMs: atMs }).map((e) => e.message) };
  }

  add(events: readonly FollowedEvent[], nowMs: number): void {
    this.#firstLookMs ??= nowMs;
    if (nowMs !== this.#firstLookMs) this.#before = undefined;
    const worth = this.#ofThisMinute(this.#worth.of(events), nowMs);
    if (worth.length === 0) return;
    try {
      this.#store.logs.add(worth, this.#before && ((event, text) => this.#isNew(event, text)));
      this.#store.succeeded(WHAT);
    } catch (error) {
      this.#store.failed(WHAT, error as Error, 'They are counted all the same, and those of this time are not kept.');
    }
  }

  correct(byMs: number): void {
    try {
      this.#store.logs.move(this.#firstId, byMs);
    } catch (error) {
      this.#store.failed(WHAT, error as Error, 'Their times are those of another zone.');
    }
  }

  /** What was left out was never read: the counts say so. */
  dropped(): void {}

  #ofThisMinute(events: LogEvent[], nowMs: number): LogEvent[] {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#minute) this.#ofMinute = 0;
    this.#minute = minute;
    const kept = events.slice(0, Math.max(0, MOST_OF_A_MINUTE - this.#ofMinute));
    this.#ofMinute += kept.length;
    if (kept.length < events.length)
      this.#store.notices.add(
        'dropped',
        `More than ${MOST_OF_A_MINUTE.toLocaleString('en-US')} log events of one minute were worth keeping: the others were counted and not kept.`,
        nowMs,
      );
    return kept;
  }

  #isNew({ timestamp }: LogEvent, text: string): boolean {
    const { atMs, texts } = this.#before ?? { atMs: -Infinity, texts: [] };
    if (Math.floor(timestamp) !== atMs) return timestamp > atMs;
    const same = texts.indexOf(text);
    if (same >= 0) texts.splice(same, 1);
    return same < 0;
  }
}
