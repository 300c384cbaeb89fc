import { expect, test, vi } from 'vitest';
import { beat, isKnown } from '../../../../functions/shared/delivery/heartbeat.ts';
import { secretsOf } from '../../../support/fakes.ts';
import { closedPort, serve } from '../../../support/servers.ts';

test('the outside watcher is asked by GET, its address kept to itself', async () => {
  const asked: string[] = [];
  const origin = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('OK');
  });
  const secrets = secretsOf({ '/beat': `${origin}/ping/secret?from=atlasml` });
  expect(await beat('/beat', secrets)).toEqual({ text: 'HTTP 200', known: true });
  expect(asked).toEqual(['GET /ping/secret?from=atlasml']);
});

test.each<[number, string, boolean | undefined]>([
  [200, 'OK', true],
  [201, 'Created', true],
  [204, '', true],
  [200, 'OK (not found)', false],
  [200, 'OK (rate-limited)', undefined],
  [200, 'OK (rate limited)', undefined],
  [400, 'invalid url format', false],
  [404, 'not found', false],
  [409, 'ambiguous slug', false],
  [410, '', false],
  [301, '', undefined],
  [403, '', undefined],
  [429, 'rate limit exceeded', undefined],
  [500, '', undefined],
  [503, 'not found', undefined],
])('does the watcher know the check that it answers with %i "%s"? %s', async (status, body, known) => {
  expect(isKnown(status, body)).toBe(known);
  const origin = await serve((_request, response) => response.writeHead(status).end(body));
  expect(await beat('/beat', secretsOf({ '/beat': `${origin}/secret` }))).toEqual({ text: `HTTP ${status}`, known });
});

test.each([
  [
    'nothing listens',
    async () => ({ '/beat': `http://127.0.0.1:${await closedPort()}/secret` }),
    { text: 'failed (ECONNREFUSED)', known: undefined },
  ],
  ['the parameter is missing', async () => ({}), { text: 'failed (Error)', known: undefined }],
  ['the parameter holds no URL', async () => ({ '/beat': 'secret' }), { text: 'the parameter holds no URL', known: false }],
] as const)('a beat that fails never throws: %s', async (_title, secrets, outcome) => {
  expect(await beat('/beat', secretsOf(await secrets()))).toEqual(outcome);
});

test('a watcher that never answers holds nobody up', async () => {
  const time = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
  const origin = await serve(() => time.abort(new DOMException('', 'TimeoutError')));
  expect(await beat('/beat', secretsOf({ '/beat': `${origin}/secret` }))).toEqual({
    text: 'failed (TimeoutError)',
    known: undefined,
  });
  expect(timeout.mock.calls).toEqual([[3000]]);
  timeout.mockRestore();
});
