import { runDemo } from '../local/demo/demo.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import type { Outcome } from './usage-error.ts';

/** `demo`: a simulated AtlasML through its troubles. Ctrl-C ends it cleanly. */
export async function demoCommand(speed: number, { print }: Pick<Screen, 'print'>): Promise<Outcome> {
  await runDemo({ speed, signal: stopSignal(print), print });
  return { text: '', code: 0 };
}
