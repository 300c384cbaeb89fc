import { flatHeaders } from './flat-headers.ts';
import { readStart, requestOnce } from './http-client.ts';

const TIMEOUT_MS = 5_000;
/** Nobody reads more of an answer than this many bytes. */
const MOST_READ = 1_000;

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  /** Its beginning. */
  body: string;
}

/**
 * Posts JSON and reads a short answer.
 * @param signal ends it; after five seconds when absent.
 * @throws when nothing answered in time.
 */
export async function postJson(url: string, payload: unknown, signal = AbortSignal.timeout(TIMEOUT_MS)): Promise<JsonAnswer> {
  const target = new URL(url);
  return requestOnce(
    target.origin,
    {},
    {
      method: 'POST',
      path: target.pathname + target.search,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(payload),
      signal,
    },
    async (response) => ({
      status: response.statusCode,
      headers: flatHeaders(response.headers),
      body: await readStart(response.body, MOST_READ),
    }),
  );
}
