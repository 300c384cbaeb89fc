import type { Order } from '../functions/report-incident/command.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import type { Clock } from '../functions/shared/ports.ts';
import type { Answer } from '../local/store/inbox.ts';
import { openInbox } from '../local/store/open-store.ts';
import { type Writer, writerOf } from '../local/store/writer-lock.ts';
import { machineFolder } from '../local/watch/open-machine-store.ts';
import { otherNameIn, watchedIn } from '../local/watch/watched-folder.ts';
import { failure, type Outcome } from './usage-error.ts';

/** What names a service. */
export type Named = Pick<MonitorConfig, 'slug' | 'service' | 'environment'>;

/** The monitor looks into its inbox every two seconds. */
const LONGEST_MS = 15_000;
const ASK_EVERY_MS = 250;

/**
 * Puts a command into the inbox of the monitor that runs on this machine, which alone acts on it, and waits for its answer.
 * @param directory as `watch --data` got it.
 */
export async function askHere(directory: string, config: Named, command: Order, clock: Clock): Promise<Outcome> {
  const folder = machineFolder(directory, config.slug);
  const other = otherNameIn(folder, config);
  if (other !== undefined)
    return failure(`${other}, so nothing was done. Name the right one with --environment, --service or --data DIR.`);
  let writer: Writer | undefined;
  try {
    writer = writerOf(folder);
  } catch (error) {
    return failure(`Nothing was done: ${(error as Error).message}.`);
  }
  if (!writer) {
    return failure(
      `No monitor runs on ${folder}, so nothing was done. Start it with: npx atlasml-monitor watch --data ${directory}`,
    );
  }
  const inbox = openInbox(folder, clock.now);
  try {
    const id = inbox.put(command);
    for (const untilMs = clock.now() + LONGEST_MS; clock.now() < untilMs; await clock.sleep(ASK_EVERY_MS)) {
      const answer = inbox.answerOf(id);
      if (answer) return outcomeOf(answer, whoIn(folder, config));
    }
    return failure('The monitor has not answered yet; it takes the command within one hour, or its output says why not.');
  } finally {
    inbox.close();
  }
}

/** The service, and by which configuration it is watched. */
function whoIn(folder: string, { service, environment }: Named): string {
  const { configuration } = watchedIn(folder) ?? {};
  return `${service} ${environment}${configuration === undefined ? '' : ` (watched by ${configuration})`}`;
}

function outcomeOf({ isDone, said }: Answer, who: string): Outcome {
  return isDone ? { text: `${who}: ${said}`, code: 0, json: { done: true, said, who } } : failure(`${who}: ${said}`);
}
