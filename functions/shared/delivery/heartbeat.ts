import { requestOnce } from '../http/http-client.ts';
import type { Secrets } from '../ports.ts';

const TIMEOUT_MS = 3_000;

/**
 * Tells an outside watcher (healthchecks.io and the like) that the monitor lives: when the beats stop, the watcher
 * speaks. A beat that fails is no failure of ours; it is the watcher's to miss.
 * @returns what became of it, for the log, without the URL.
 */
export async function beat(urlParameter: string, secrets: Secrets): Promise<string> {
  try {
    const url = new URL(await secrets.read(urlParameter));
    const status = await requestOnce(
      url.origin,
      {},
      { method: 'GET', path: url.pathname + url.search, signal: AbortSignal.timeout(TIMEOUT_MS) },
      async (response) => {
        await response.body.dump();
        return response.statusCode;
      },
    );
    return `HTTP ${status}`;
  } catch (error) {
    return `failed (${(error as { code?: string }).code ?? (error as Error).name})`;
  }
}
