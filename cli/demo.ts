import { runDemo } from '../local/demo/demo.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { openPage, type PageAsked } from './page.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import type { Outcome } from './usage-error.ts';

export interface DemoAsked extends PageAsked {
  /** How many times as fast as the clock on the wall. */
  speed?: number;
}

/** `demo`: a simulated AtlasML through its troubles. Ctrl-C ends it cleanly. */
export async function demoCommand(
  { speed = 60, ...asked }: DemoAsked,
  { print }: Pick<Screen, 'print'>,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const page = await openPage(asked, machineSecrets({ environment }), print);
  // Where nobody reads along, as in CI, it ends with the play.
  await runDemo({ speed, signal: stopSignal(print), print, page, stays: page !== undefined && process.stdout.isTTY === true });
  await page?.close();
  return { text: '', code: 0 };
}
