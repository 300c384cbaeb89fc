import { expect, test } from 'vitest';
import { beat } from '../../../../functions/shared/delivery/heartbeat.ts';
import { secretsOf } from '../../../support/fakes.ts';
import { closedPort, serve } from '../../../support/servers.ts';

test('the outside watcher is asked by GET, its address kept to itself', async () => {
  const asked: string[] = [];
  const origin = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('OK');
  });
  expect(await beat('/beat', secretsOf({ '/beat': `${origin}/ping/secret?from=atlasml` }))).toBe('HTTP 200');
  expect(asked).toEqual(['GET /ping/secret?from=atlasml']);
});

test.each([
  ['nothing listens', async () => ({ '/beat': `http://127.0.0.1:${await closedPort()}/secret` }), 'failed (ECONNREFUSED)'],
  ['the parameter is missing', async () => ({}), 'failed (Error)'],
  ['the parameter holds no URL', async () => ({ '/beat': 'secret' }), 'failed (ERR_INVALID_URL)'],
] as const)('a beat that fails never throws: %s', async (_title, secrets, outcome) => {
  expect(await beat('/beat', secretsOf(await secrets()))).toBe(outcome);
});
