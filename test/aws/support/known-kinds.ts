import { withAges } from '../../../functions/check-logs/ages.ts';
import { observe } from '../../functions/check-logs/support.ts';
import { recorded } from '../../support/corpus.ts';
import type { Monitor } from './monitor.ts';

/** Lets the store know the kinds of error of a recording from long ago. */
export async function know(name: string, monitor: Monitor): Promise<void> {
  const { evidence } = await observe(recorded(name));
  await withAges(evidence, await monitor.stateStore(), 0);
}
