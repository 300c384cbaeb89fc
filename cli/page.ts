import type { Secrets } from '../functions/shared/ports.ts';
import { type Address, addressOf, isLoopback, LEAST_TOKEN } from '../local/page/door.ts';
import { type ServedPage, servePage } from '../local/page/server.ts';
import { storeSource } from '../local/page/store-source.ts';
import type { RealOptions } from '../local/watch/real.ts';
import type { Print } from '../local/watch/terminal.ts';
import { UsageError } from './usage-error.ts';

/** What the command line says of the page. */
export interface PageAsked {
  listen?: string;
  'page-name'?: string[];
  'without-page'?: true;
}

const DEFAULT_LISTEN = '127.0.0.1:8790';
/** Who knows it may look, where the page can be reached by others. */
export const PAGE_TOKEN = '/atlasml-monitor/page-token';

/**
 * Serves the page and says where. A place that is taken is no reason not to watch, unless it was asked for.
 * @throws UsageError when it cannot be served as it is asked for.
 */
export async function openPage(asked: PageAsked, secrets: Secrets, print: Print): Promise<ServedPage | undefined> {
  if (asked['without-page']) return undefined;
  const { address, token } = await doorOf(asked.listen, secrets);
  try {
    const page = await servePage({ address, token, names: asked['page-name'] ?? [] });
    print(`See it at ${page.url}`);
    return page;
  } catch (error) {
    if (asked.listen !== undefined) throw new UsageError(`--listen ${asked.listen}: ${(error as Error).message}`);
    print(
      `note: there is no page, because ${DEFAULT_LISTEN} cannot be used (${(error as Error).message}). --listen takes another.`,
    );
    return undefined;
  }
}

/** What shows a monitor on the page while it runs. */
export function beside(page: ServedPage): NonNullable<RealOptions['beside']> {
  return async (machine) => {
    const source = storeSource(machine);
    page.show(source);
    return { observed: source.observed, changed: () => page.changed(source.id), close: async () => page.changed(source.id) };
  };
}

/** Where to listen, and the token that others must know. @throws UsageError */
async function doorOf(listen: string | undefined, secrets: Secrets): Promise<{ address: Address; token?: string }> {
  const address = addressOf(listen ?? DEFAULT_LISTEN);
  if (!address) throw new UsageError(`--listen takes an address such as ${DEFAULT_LISTEN}, not ${listen}`);
  if (isLoopback(address.host)) return { address };
  const token = await secrets.read(PAGE_TOKEN).catch((error: Error) => {
    throw new UsageError(`--listen ${listen}: others reach this address, so the page needs a token: ${error.message}`);
  });
  if (token.length < LEAST_TOKEN) throw new UsageError(`the token of the page needs ${LEAST_TOKEN} characters at least`);
  return { address, token };
}
