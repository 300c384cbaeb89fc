import { writeSync } from 'node:fs';
import { openStore } from '../../../local/store/open-store.ts';

export const T0 = Date.parse('2026-11-25T10:00:00Z');
/** Each step is so much later than the one before, so that rows of minutes and hours are made all the time. */
export const STEP_MS = 7_000;
const PADDING = 20;

/**
 * Writes step after step to a folder until it is killed, going on where the last one ended. A step is a metric with its number,
 * an alarm, a message, a record and the commands that are there; it is acknowledged when all of it was written.
 */
async function write(directory: string): Promise<void> {
  let step = 0;
  const store = openStore({ directory, environment: 'test', now: () => T0 + step * STEP_MS });
  step = store.alarms.load()[0]?.sinceMs ?? 0;
  store.inbox.closeUnanswered();
  say(`begins ${step}`);
  for (;;) {
    step++;
    const padding = Array.from({ length: PADDING }, (_, i) => ({
      key: 'requests' as const,
      value: i,
      dimensions: { Check: `${i}` },
    }));
    await store.put([{ key: 'up', value: step, dimensions: {} }, ...padding], T0 + step * STEP_MS);
    store.messages.add({ atMs: T0 + step, receiver: 'email', kind: 'opened', subject: `message ${step}`, text: 'x'.repeat(500) });
    const { state } = await store.state.load();
    await store.state.save(state);
    for (let taken = store.inbox.take(); taken; taken = store.inbox.take()) {
      say(`obeys ${taken.id}`);
      store.inbox.answer(taken.id, { isDone: true, said: 'done' });
    }
    if (step % 10 === 0) store.tidy();
    // What tells the next process where to go on comes last.
    store.alarms.save(
      [{ name: 'step', value: 'OK', reason: '', sinceMs: step }],
      [{ name: 'step', atMs: T0 + step, was: 'OK', became: 'OK', reason: '' }],
    );
    say(`wrote ${step}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** At once, for a kill would lose what waits in a stream. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

if (process.argv[1] === import.meta.filename) await write(process.argv[2] ?? '');
