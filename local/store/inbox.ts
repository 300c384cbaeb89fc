import type { Order } from '../../functions/report-incident/command.ts';
import type { DatabaseFile } from './database-file.ts';

/** A command that the writer took; nobody takes it again. */
export interface TakenCommand {
  id: number;
  command: Order;
}

/** What became of a command. */
export interface Answer {
  /** False also where nobody knows. */
  isDone: boolean;
  /** In words, for whoever asked. */
  said: string;
}

/** What people ask of the one process that writes: they put it in, it alone acts on it and answers. */
export interface Inbox {
  /** @returns the number to ask for the answer with. */
  put(command: Order): number;
  /** The oldest that waits. It is marked as taken before anything is done, so a crash can lose it and never do it twice. */
  take(): TakenCommand | undefined;
  answer(id: number, answer: Answer): void;
  /** Undefined while there is none. */
  answerOf(id: number): Answer | undefined;
  /** What a writer that died took and did not answer is answered so now, for nobody knows whether it was done. */
  closeUnanswered(): number;
  /** Forgets what was answered some time ago. */
  prune(nowMs: number): void;
}

/** What waited longer is not done any more: an `ack` of yesterday is about another incident. */
export const MOST_WAIT_MS = 3_600_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const WAITING = 'select id, at_ms as atMs, json from commands where taken_ms is null and answered_ms is null order by id';
const TOO_OLD: Answer = { isDone: false, said: 'not done: nobody took it within an hour; say it again if it still holds' };
const UNKNOWN = 'not known whether it was done: the monitor stopped meanwhile; look, and say it again if it was not';

/** @param now epoch ms. */
export function sqliteInbox(file: DatabaseFile, now: () => number): Inbox {
  const answer = (id: number, { isDone, said }: Answer) =>
    file
      .prepare('update commands set answered_ms = ?, answer = ?, done = ? where id = ? and answered_ms is null')
      .run(Math.floor(now()), said, Number(isDone), id);
  return {
    put(command) {
      const run = () =>
        file.prepare('insert into commands (at_ms, json) values (?, ?)').run(Math.floor(now()), JSON.stringify(command));
      return Number(file.run(run).lastInsertRowid);
    },
    take() {
      // Asked every few seconds: nothing is locked while nothing waits.
      if (!file.run(() => file.prepare(`${WAITING} limit 1`).get())) return undefined;
      return file.transaction(() => {
        const waiting = file.prepare(WAITING).all() as unknown as { id: number; atMs: number; json: string }[];
        for (const { id, atMs, json } of waiting) {
          if (Math.abs(now() - atMs) > MOST_WAIT_MS) {
            answer(id, TOO_OLD);
            continue;
          }
          file.prepare('update commands set taken_ms = ? where id = ?').run(Math.floor(now()), id);
          return { id, command: JSON.parse(json) as Order };
        }
        return undefined;
      });
    },
    answer(id, given) {
      file.run(() => answer(id, given));
    },
    answerOf(id) {
      const row = file.run(() => file.prepare('select answer, done from commands where id = ?').get(id));
      if (typeof row?.answer !== 'string') return undefined;
      // A writer of version 1 says nothing of it: not known to be done.
      return { isDone: row.done === 1, said: row.answer };
    },
    closeUnanswered() {
      const sql = 'update commands set answered_ms = ?, answer = ?, done = 0 where taken_ms is not null and answered_ms is null';
      return Number(file.run(() => file.prepare(sql).run(Math.floor(now()), UNKNOWN).changes));
    },
    prune(nowMs) {
      file.run(() => file.prepare('delete from commands where answered_ms < ?').run(Math.floor(nowMs - KEPT_MS)));
    },
  };
}
