import { setTimeout } from 'node:timers/promises';
import { CapsuleError, readCapsule } from '../local/capsule/read-capsule.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { openPage, type PageAsked } from './page.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { mustBeReadable, type Outcome, UsageError } from './usage-error.ts';

/** While it is played the page is told so often where it stands. */
const TELL_EVERY_MS = 500;

/** `open FILE`: a capsule on the page. Ctrl-C ends it. @throws UsageError for a file that is no capsule. */
export async function openCommand(
  file: string,
  asked: PageAsked,
  screen: Pick<Screen, 'print'>,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Outcome> {
  mustBeReadable(file);
  const capsule = capsuleIn(file);
  const { capsuleSource } = await import('../local/capsule/capsule-source.ts');
  const source = await capsuleSource(capsule, () => performance.now());
  // Without a page there is nothing to open: a place that is taken ends it.
  const page = await openPage({ listen: '127.0.0.1:8790', ...asked }, machineSecrets({ environment }), screen.print);
  page?.show(source);
  for (const note of capsule.about.notes) screen.print(`note: ${note}`);
  screen.print('Ctrl-C ends it.');
  const ended = signal ?? stopSignal(screen.print);
  while (!ended.aborted) {
    await setTimeout(TELL_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    if (source.player.isPlaying) page?.changed(source.id);
  }
  await page?.close();
  return { text: '', code: 0 };
}

function capsuleIn(file: string) {
  try {
    return readCapsule(file);
  } catch (error) {
    throw error instanceof CapsuleError ? new UsageError(`${file} ${error.message}`) : error;
  }
}
