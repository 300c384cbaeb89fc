import { obeyAndSave } from '../../functions/report-incident/command.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/** Does what people put into the inbox. @param timezone by whose clock it says so. @returns whether anything was done. */
export async function obeyAsked(store: SqliteStore, clock: Clock, timezone?: string): Promise<boolean> {
  let isDone = false;
  for (let taken = store.inbox.take(); taken; taken = store.inbox.take()) {
    const answer = await obeyAndSave(taken.command, store.state, clock, timezone).then(
      (said) => ({ isDone: true, said }),
      (error: Error) => ({ isDone: false, said: `not done: ${error.message}` }),
    );
    store.inbox.answer(taken.id, answer);
    isDone = true;
  }
  return isDone;
}
