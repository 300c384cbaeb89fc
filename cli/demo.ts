import { runDemo } from '../local/demo/demo.ts';
import { eventPrint } from './event-print.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import type { Outcome } from './usage-error.ts';

/** `demo`: a simulated AtlasML through its troubles. Ctrl-C ends it cleanly. */
export async function demoCommand(speed: number, screen: Pick<Screen, 'print' | 'data'>, isJson = false): Promise<Outcome> {
  const print = isJson ? eventPrint(screen) : screen.print;
  await runDemo({ speed, signal: stopSignal(print), print });
  return { text: '', code: 0 };
}
