import type { Order } from '../functions/report-incident/command.ts';
import type { Clock } from '../functions/shared/ports.ts';
import type { Answer } from '../local/store/inbox.ts';
import { openInbox } from '../local/store/open-store.ts';
import { writerOf } from '../local/store/writer-lock.ts';
import { machineFolder } from '../local/watch/open-machine-store.ts';
import { failure, type Outcome } from './usage-error.ts';

/** The monitor looks into its inbox every two seconds. */
const LONGEST_MS = 15_000;
const ASK_EVERY_MS = 250;

/**
 * Puts a command into the inbox of the monitor that runs on this machine, which alone acts on it, and waits for its answer.
 * @param directory as `watch --data` got it.
 */
export async function askHere(directory: string, slug: string, command: Order, clock: Clock): Promise<Outcome> {
  const folder = machineFolder(directory, slug);
  if (!writerOf(folder)) {
    return failure(
      `No monitor runs on ${folder}, so nothing was done. Start it with: npx atlasml-monitor watch --data ${directory}`,
    );
  }
  const inbox = openInbox(folder, clock.now);
  try {
    const id = inbox.put(command);
    for (const untilMs = clock.now() + LONGEST_MS; clock.now() < untilMs; await clock.sleep(ASK_EVERY_MS)) {
      const answer = inbox.answerOf(id);
      if (answer) return outcomeOf(answer);
    }
    return failure('The monitor has not answered yet; it takes the command within the hour, or says in its output why not.');
  } finally {
    inbox.close();
  }
}

function outcomeOf({ isDone, said }: Answer): Outcome {
  return isDone ? { text: said, code: 0, json: { done: true, said } } : failure(said);
}
