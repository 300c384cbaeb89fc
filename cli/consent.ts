import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import type { Screen } from './screen.ts';
import { UsageError } from './usage-error.ts';

export interface ConsentPorts {
  screen: Pick<Screen, 'complain'>;
  stdin: Readable & { isTTY?: boolean };
}

/**
 * Says what is about to be done, and asks whether to go on.
 * @param isGiven `--yes`: it is said, and nobody is asked. @throws UsageError where nobody agrees, or nobody is there to be asked.
 */
export async function consent(words: string, isGiven: boolean, { screen, stdin }: ConsentPorts): Promise<void> {
  if (!isGiven && !stdin.isTTY) throw new UsageError(`${words}\nThere is no terminal to ask on; say --yes to go on`);
  screen.complain(words);
  if (isGiven) return;
  screen.complain('Go on? Type yes and Enter; anything else ends it.');
  const lines = createInterface({ input: stdin });
  try {
    const { value = '' } = await lines[Symbol.asyncIterator]().next();
    if (!/^y(?:es)?$/i.test(String(value).trim())) throw new UsageError('nothing was read');
  } finally {
    lines.close();
  }
}
