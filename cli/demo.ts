import { parseArgs } from 'node:util';
import { runDemo } from '../local/demo/demo.ts';
import { addressOf } from '../local/page/door.ts';
import { DEFAULT_LISTEN } from './page.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** `demo [--speed N]`: a simulated AtlasML through its troubles. Ctrl-C ends it cleanly. */
export async function demoCommand(args: string[], { print }: Pick<Screen, 'print'>): Promise<Outcome> {
  const { values } = parseArgs({
    args,
    options: { speed: { type: 'string', default: '60' }, listen: { type: 'string' }, 'no-page': { type: 'boolean' } },
  });
  const speed = Number(values.speed);
  if (!(speed >= 1 && speed <= 600)) throw new UsageError('--speed takes a number from 1 to 600');
  const page = values['no-page'] ? undefined : addressOf(values.listen ?? DEFAULT_LISTEN);
  await runDemo({ speed, signal: stopSignal(print), print, page });
  return { text: '', code: 0 };
}
