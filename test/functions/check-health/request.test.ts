import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { askAgain } from '../../../functions/check-health/ask-again.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

interface Asked {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers in turn with these statuses, and keeps what it was sent. */
async function asked(statuses: number[] = []) {
  const got: Asked[] = [];
  const origin = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got.push({ method: String(request.method), headers: request.headers, body });
    response.writeHead(statuses[got.length - 1] ?? 200).end('{"competencies":[]}');
  });
  return { got, origin };
}
const SUGGEST = { json: { description: 'Löse 1 + 1 🎓', course_id: 'monitor' } };
const SENT = { method: 'POST' as const, body: 'json' as const, request: SUGGEST, scheduled: true };

describe('an endpoint that is sent a request', () => {
  test('it gets the JSON, its length in bytes and its type, with the secret of its parameter', async () => {
    const { got, origin } = await asked();
    const endpoint = { ...SENT, url: origin, headers: { Authorization: { parameter: '/key' } } };
    const seen = await probe(endpoint, { secrets: secretsOf({ '/key': 'planted' }) });
    expect(seen.verdict).toBe('up');
    const text = JSON.stringify(SUGGEST.json);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ method: 'POST', body: text });
    expect(got[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      authorization: 'planted',
    });
    expect(got[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  test('text goes as text, and a configured type wins', async () => {
    const { got, origin } = await asked();
    await probe({ ...SENT, url: origin, request: { text: 'hello' } });
    await probe({ ...SENT, url: origin, request: { text: '<a/>' }, headers: { 'Content-Type': 'application/xml' } });
    expect(got.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['hello', 'text/plain; charset=utf-8'],
      ['<a/>', 'application/xml'],
    ]);
  });

  test('one success is enough, though others are asked twice', async () => {
    const { got, origin } = await asked();
    expect(await probe({ ...SENT, url: origin }, { attempts: 3, leastAttempts: 2 })).toMatchObject({
      verdict: 'up',
      attempts: 1,
    });
    expect(got).toHaveLength(1);
  });

  test('a failure is confirmed as always', async () => {
    const { got, origin } = await asked([500, 500, 500]);
    expect(await probe({ ...SENT, url: origin }, { attempts: 3, leastAttempts: 2 })).toMatchObject({
      verdict: 'down',
      attempts: 3,
    });
    expect(got).toHaveLength(3);
  });

  test('POST without a request means what it meant: no body, asked twice', async () => {
    const { got, origin } = await asked();
    await probe({ url: origin, method: 'POST', body: 'json' }, { attempts: 3, leastAttempts: 2 });
    expect(got.map(({ method, body, headers }) => [method, body, headers['content-length'], headers['content-type']])).toEqual([
      ['POST', '', '0', undefined],
      ['POST', '', '0', undefined],
    ]);
  });

  test('it is not asked once more for a message', async () => {
    const { got, origin } = await asked();
    const config = resolveConfig({
      endpoints: [
        { ...SENT, name: 'suggest', url: origin },
        { name: 'health', url: `${origin}/health`, body: 'json' },
        { name: 'by-hand', url: `${origin}/hand`, body: 'json', scheduled: false },
      ],
      network: { allowPrivateTargets: true },
    });
    const again = await askAgain(config, { clock: new StillClock(), secrets: secretsOf({}) });
    expect(again.endpoints.map((e) => e.endpoint)).toEqual(['health']);
    expect(got.map((g) => g.method)).toEqual(['GET']);
  });
});
