import Client from 'undici/lib/dispatcher/client.js';

const TIMEOUT_MS = 10_000;

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Posts JSON over a fresh connection and reads a short answer. Redirects are not followed. */
export async function postJson(url: string, payload: unknown): Promise<JsonAnswer> {
  const target = new URL(url);
  const client = new Client(target.origin, { pipelining: 0, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  try {
    const response = await client.request({
      method: 'POST',
      path: target.pathname + target.search,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.body.text()).slice(0, 1000);
    return { status: response.statusCode, headers: Object.fromEntries(Object.entries(response.headers).map(([k, v]) => [k, String(v)])), body };
  } finally {
    await client.destroy().catch(() => {});
  }
}
