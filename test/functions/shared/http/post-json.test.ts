import { expect, test } from 'vitest';
import { postJson } from '../../../../functions/shared/http/post-json.ts';
import { serve } from '../../../support/servers.ts';

test('an answer is given with its status and headers', async () => {
  const url = await serve((_, response) => response.writeHead(429, { 'Retry-After': '7' }).end('later'));
  expect(await postJson(url, {})).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: 'later' });
});

test.each<[string, Parameters<typeof serve>[0]]>([
  ['never answers', () => {}],
  ['sends headers and then nothing', (_, response) => response.flushHeaders()],
  ['stops in the middle of its answer', (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('1')],
])('a server that %s is given up when the time is over', async (_what, listener) => {
  const call = postJson(await serve(listener), {}, AbortSignal.timeout(100));
  await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('of an answer without an end only the beginning is read', async () => {
  let open = true;
  const url = await serve((_, response) => {
    response.on('close', () => {
      open = false;
    });
    const pour = () => open && response.write('x'.repeat(10_000), pour);
    pour();
  });
  expect((await postJson(url, {}, AbortSignal.timeout(20_000))).body).toBe('x'.repeat(1000));
  await expect.poll(() => open).toBe(false);
});
