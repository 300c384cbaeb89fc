import { runDemo } from '../local/demo/demo.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { eventPrint } from './event-print.ts';
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
  screen: Pick<Screen, 'print' | 'data'>,
  environment: NodeJS.ProcessEnv,
  isJson = false,
): Promise<Outcome> {
  const print = isJson ? eventPrint(screen) : screen.print;
  const page = await openPage(asked, machineSecrets({ environment }), print);
  // Where nobody reads along, as in CI, it ends with the play.
  const stays = page !== undefined && !isJson && process.stdout.isTTY === true;
  await runDemo({ speed, signal: stopSignal(print), print, page, stays });
  await page?.close();
  return { text: '', code: 0 };
}
