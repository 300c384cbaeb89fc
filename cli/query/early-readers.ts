import { statSync } from 'node:fs';
import { Readers, threadsFor } from '../../insights/run/readers.ts';

/** Of less the query engine is loaded and done before threads that start now would have saved anything. */
const LEAST_BYTES = 200e6;

/**
 * Starts the threads of a query over large files, so that they are there when the query engine has been loaded.
 * @param names of files; what is none, such as the query itself or a pattern, does not count.
 */
export function earlyReaders(names: string[], threads: number | undefined): Readers | undefined {
  const bytes = names.reduce((sum, name) => sum + sizeOf(name), 0);
  const others = bytes < LEAST_BYTES ? 0 : (threads ?? threadsFor(bytes)) - 1;
  return others > 0 ? new Readers(others) : undefined;
}

/** 0 for what threads cannot share: a compressed file is read from its begin to its end. */
function sizeOf(name: string): number {
  if (name.endsWith('.gz')) return 0;
  try {
    const found = statSync(name, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}
