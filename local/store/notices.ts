import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { DatabaseFile } from './database-file.ts';

/** What the store has to say of itself: what it dropped, set aside, or could not write. */
export interface StoreNotice {
  /** When it began and when it was so last, epoch ms. */
  atMs: number;
  untilMs: number;
  /** The kind of it: `dropped`, `set aside`, `not written`. */
  what: string;
  text: string;
}

/** What is the same within this time is one notice, that lasts. */
const SAME_MS = 24 * 3_600_000;
const MOST_IN_MEMORY = 100;

/** Notices in a table, and in memory as long as the table cannot be written. */
export class Notices {
  readonly #file: DatabaseFile;
  #unsaved: StoreNotice[] = [];

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** @param given may hold the words of an error, which come from anywhere. */
  add(what: string, given: string, atMs: number): void {
    const text = redact(soundText(given));
    const last = this.#unsaved.findLast((n) => n.what === what && n.text === text);
    if (last) last.untilMs = atMs;
    else this.#unsaved = [...this.#unsaved, { atMs, untilMs: atMs, what, text }].slice(-MOST_IN_MEMORY);
    this.save();
  }

  /** Tries to write down what is in memory alone. */
  save(): void {
    try {
      this.#file.transaction(() => {
        for (const notice of this.#unsaved) this.#put(notice);
      });
      this.#unsaved = [];
    } catch {
      // Whoever could not write has said so; the next one tries again.
    }
  }

  /** Those that were so since a moment, the newest last. */
  list(sinceMs: number): StoreNotice[] {
    const sql = 'select at_ms as atMs, until_ms as untilMs, what, text from notices where until_ms >= ? order by until_ms, id';
    try {
      return [...(this.#file.run(() => this.#file.prepare(sql).all(sinceMs)) as unknown as StoreNotice[]), ...this.#unsaved];
    } catch {
      return [...this.#unsaved];
    }
  }

  #put({ atMs, untilMs, what, text }: StoreNotice): void {
    const [at, until] = [Math.floor(atMs), Math.floor(untilMs)];
    const { changes } = this.#file
      .prepare('update notices set until_ms = max(until_ms, ?) where what = ? and text = ? and until_ms >= ?')
      .run(until, what, text, at - SAME_MS);
    if (changes === 0)
      this.#file.prepare('insert into notices (at_ms, until_ms, what, text) values (?, ?, ?, ?)').run(at, until, what, text);
  }
}
