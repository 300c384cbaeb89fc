import type { Secrets } from '../functions/shared/ports.ts';
import { type Address, addressOf, isLoopback, LEAST_TOKEN } from '../local/page/door.ts';
import type { Beside, Watched } from '../local/watch/real.ts';
import type { Print } from '../local/watch/terminal.ts';
import { UsageError } from './usage-error.ts';

/** What the command line says of the page. */
export interface PageAsked {
  /** @default 127.0.0.1:8790, where it is free */
  listen: string | undefined;
  names: readonly string[];
  secrets: Secrets;
}

export const DEFAULT_LISTEN = '127.0.0.1:8790';
const TOKEN = '/atlasml-monitor/page-token';

/**
 * The page beside a monitor. A place that is taken is no reason not to watch, unless it was asked for.
 * @throws UsageError when it cannot be served as it is asked for.
 */
export async function besideOf(asked: PageAsked, print: Print): Promise<(machine: Watched) => Promise<Beside>> {
  const { address, token } = await doorOf(asked);
  return async ({ config, store, clock }) => {
    const [{ servePage }, { storeSource }] = await Promise.all([
      import('../local/page/server.ts'),
      import('../local/page/store-source.ts'),
    ]);
    const source = storeSource({ config, store, clock: { now: clock.now, speed: 1 } });
    try {
      const page = await servePage({ sources: [source], address, token, names: asked.names });
      print(`The page: ${page.url}`);
      return { ...page, observed: source.observed };
    } catch (error) {
      if (asked.listen !== undefined) throw new UsageError(`--listen ${asked.listen}: ${(error as Error).message}`);
      print(`note: there is no page, for ${DEFAULT_LISTEN} cannot be used (${(error as Error).message}); see --listen`);
      return { observed: source.observed, changed: () => {}, close: async () => {} };
    }
  };
}

/** Where to listen, and the token that others must know. @throws UsageError */
export async function doorOf({ listen, secrets }: PageAsked): Promise<{ address: Address; token?: string }> {
  const address = addressOf(listen ?? DEFAULT_LISTEN);
  if (!address) throw new UsageError(`--listen takes an address such as ${DEFAULT_LISTEN}, not ${listen}`);
  if (isLoopback(address.host)) return { address };
  const token = await secrets.read(TOKEN).catch((error: Error) => {
    throw new UsageError(`${listen} can be reached by others, so the page needs a token: ${error.message}`);
  });
  if (token.length < LEAST_TOKEN) throw new UsageError(`the token of the page must have ${LEAST_TOKEN} characters at least`);
  return { address, token };
}
