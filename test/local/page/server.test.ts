import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { type ServedPage, servePage } from '../../../local/page/server.ts';
import { storeSource } from '../../../local/page/store-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';

const config = resolveConfig({
  environment: 'test',
  service: '<b>AtlasML</b>',
  endpoints: [{ name: 'health', url: 'https://a.example.org/', headers: { 'x-team': 'a word that is written out' } }],
  logs: { group: 'g' },
});
const clock = { now: () => Date.now(), sleep: async () => {} };
const secrets = { changedMs: () => Promise.reject(new Error('none')) };
const TOKEN = 'a token that nobody guesses';
let store: SqliteStore;
let page: ServedPage;
let guarded: ServedPage;

beforeAll(async () => {
  store = new SqliteStore(config.slug);
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  page = await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 } });
  guarded = await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 }, token: TOKEN });
});
afterAll(async () => {
  await Promise.all([page.close(), guarded.close()]);
  store.close();
});

interface Asked {
  /** As it stands in the request, where a URL cannot be like that. */
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request with headers that fetch would not let out. */
function ask(of: ServedPage, path: string, { method = 'GET', headers = {}, body, path: raw }: Asked = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string; bytes: number }>((resolve, reject) => {
    const url = new URL(path, of.url);
    const sent = request(url, { method, headers, ...(raw !== undefined && { path: raw }) }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      const plain = response.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: plain.toString(), bytes: raw.length });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
const post = (of: ServedPage, path: string, value: unknown, headers = {}) =>
  ask(of, path, {
    method: 'POST',
    body: JSON.stringify(value),
    headers: { origin: new URL(of.url).origin, 'content-type': 'application/json', ...headers },
  });

describe('what is refused', () => {
  test('a rebound name, on every way in', async () => {
    for (const path of ['/', '/assets/page.js', '/api/services', '/api/live', '/api/test/now']) {
      expect(await ask(page, path, { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 });
    }
  });
  test('an order of another site, and nothing of it is done', async () => {
    const order = { order: 'silence', minutes: 60, why: 'x', by: 'x' };
    expect(await post(page, '/api/test/order', order, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await post(page, '/api/test/order', order, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(store.inbox.take()).toBeUndefined();
  });
  test('what is no order, no JSON, too much, or not there', async () => {
    expect(await post(page, '/api/test/order', { order: 'rm' })).toMatchObject({ status: 400 });
    expect(await post(page, '/api/test/order', { order: 'silence', minutes: 1e9, why: 'x', by: 'x' })).toMatchObject({
      status: 400,
    });
    const headers = { origin: new URL(page.url).origin, 'content-type': 'application/json' };
    expect(await ask(page, '/api/test/order', { method: 'POST', body: '{', headers })).toMatchObject({ status: 400 });
    expect((await post(page, '/api/test/order', { order: 'x'.repeat(70_000) })).status).toBe(413);
    for (const path of ['/api/test/__proto__', '/api/other/now', '/assets/../server.ts', '/assets/%2e%2e/server.ts', '/x']) {
      expect((await ask(page, path)).status).toBe(404);
    }
  });
  test.each([
    ['//[', 404],
    ['///', 404],
    ['/\\', 404],
    ['*', 400],
    ['http://[', 400],
    ['http://evil.example/api/nobody/now', 404],
  ])('as the address %s: %i, and no fault of ours', async (path, status) => {
    expect((await ask(page, '/', { path })).status).toBe(status);
  });
});

describe('the token', () => {
  test('without it nobody sees anything but the door', async () => {
    expect((await ask(guarded, '/')).body).not.toContain('AtlasML&#60;');
    for (const path of ['/', '/api/services', '/api/live', '/api/test/configuration']) {
      expect((await ask(guarded, path)).status).toBe(401);
    }
    expect((await post(guarded, '/api/test/order', { order: 'ack', by: 'x' })).status).toBe(401);
  });
  test('who enters it gets a cookie that is not the token, for this page alone', async () => {
    expect((await post(guarded, '/api/enter', { token: 'wrong' })).status).toBe(401);
    const entered = await post(guarded, '/api/enter', { token: TOKEN });
    expect(entered.status).toBe(204);
    const [cookie = ''] = entered.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain(TOKEN);
    expect((await ask(guarded, '/api/services', { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200);
  });
  test('of wrong ones only a few are looked at', async () => {
    const tries = await Promise.all(Array.from({ length: 14 }, () => post(guarded, '/api/enter', { token: 'wrong' })));
    expect(tries.map(({ status }) => status)).toContain(429);
  });
});

describe('what is sent', () => {
  test('the sentence stands in the page before any script, as text', async () => {
    const { body, headers } = await ask(page, '/');
    expect(body).toContain('&#60;b&#62;AtlasML&#60;/b&#62; test');
    expect(body).not.toContain('<b>');
    expect(body).not.toMatch(/<script(?![^>]*src=)| style=| on\w+=/);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self'.*require-trusted-types-for 'script'/,
    );
  });
  test('under 100 KB in all', async () => {
    const { body } = await ask(page, '/', { headers: { 'accept-encoding': 'gzip' } });
    const files = [...new Set([...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file))];
    const all = await Promise.all(['/', ...files].map((file) => ask(page, file, { headers: { 'accept-encoding': 'gzip' } })));
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(files.length).toBeGreaterThan(20);
    expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(100_000);
  });
  test('of the configuration no value that could be a secret', async () => {
    const { body } = await ask(page, '/api/test/configuration');
    expect(body).toContain('(set, not shown)');
    expect(body).not.toContain('written out');
  });
  test('how it stands goes out at once to whoever listens, and again when something changed', async () => {
    const heard: string[] = [];
    const response = await fetch(new URL('/api/live', page.url));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (count: number) => {
      while (heard.length < count) heard.push(...((await reader?.read())?.value?.match(/^data: .*$/gm) ?? []));
    };
    await until(1);
    page.changed('test');
    await until(2);
    await reader?.cancel();
    expect(JSON.parse(heard[1]?.slice(6) ?? '')).toMatchObject({ service: 'test', now: { verdict: 'unknown' } });
  });
});
