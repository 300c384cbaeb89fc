import { openStore } from '../store/open-store.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/**
 * What one machine remembers.
 * @param directory made when it is not there; without it all is forgotten at the end.
 * @param now epoch ms.
 * @param onNotice told, in a sentence, what of it cannot be written or used.
 * @throws StoreHeldError when another process writes there.
 */
export function openMachineStore(
  environment: string,
  directory: string | undefined,
  now: () => number,
  onNotice: (text: string) => void,
): SqliteStore {
  return openStore({ directory: directory ?? ':memory:', environment, now, onNotice });
}
