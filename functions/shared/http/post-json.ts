import { flatHeaders, requestOnce } from './http-client.ts';

const TIMEOUT_MS = 5_000;

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Posts JSON and reads a short answer. @throws when nothing answered in time. */
export async function postJson(url: string, payload: unknown): Promise<JsonAnswer> {
  const target = new URL(url);
  return requestOnce(
    target.origin,
    {},
    {
      method: 'POST',
      path: target.pathname + target.search,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    },
    async (response) => ({
      status: response.statusCode,
      headers: flatHeaders(response.headers),
      body: (await response.body.text()).slice(0, 1000),
    }),
  );
}
