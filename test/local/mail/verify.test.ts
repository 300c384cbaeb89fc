import { expect, test } from 'vitest';
import { mailChannel } from '../../../local/mail/verify.ts';
import { mailServer, reach } from '../../support/mail-server.ts';
import { closedPort, serveRaw } from '../../support/servers.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const ops = { address: 'ops@example.org' };

test('a server that lets us in is well, and gets no mail', async () => {
  const { port, taken, cert } = await mailServer();
  const server = reach(port, { security: 'starttls', user: 'monitor', tls: { ca: cert } });
  expect(await mailChannel(server, [ops], NOW)).toEqual({
    channel: 'email',
    verdict: 'up',
    sentence: 'localhost lets us in; 1 address.',
    notes: [],
  });
  expect(taken).toEqual([]);
});

test('a wrong password, and a server that is away, are told', async () => {
  const { port, cert } = await mailServer();
  const wrong = reach(port, { security: 'starttls', user: 'monitor', tls: { ca: cert }, password: async () => 'wrong' });
  expect(await mailChannel(wrong, [ops], NOW)).toMatchObject({
    verdict: 'down',
    sentence: expect.stringContaining('does not let the user in'),
  });
  expect(await mailChannel(reach(await closedPort()), [ops], NOW)).toMatchObject({
    verdict: 'down',
    sentence: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a server that says "later" is not known to be well or not', async () => {
  const url = await serveRaw((socket) => socket.end('421 too busy\r\n'));
  expect(await mailChannel(reach(Number(new URL(url).port)), [ops], NOW)).toMatchObject({ verdict: 'unknown' });
});

test('an address that gets none for a quarter of an hour makes the channel bad; one that is put off does not', async () => {
  const { port } = await mailServer();
  const failing = (minutes: number) => ({ sinceMs: NOW - minutes * 60_000, error: 'e-mail: refused for gone at example.org' });
  expect(await mailChannel(reach(port), [{ ...ops, failing: failing(14) }], NOW)).toMatchObject({ verdict: 'up' });
  expect(await mailChannel(reach(port), [ops, { address: 'gone@example.org', failing: failing(15) }], NOW)).toMatchObject({
    verdict: 'down',
    sentence: 'The server answers; e-mail: refused for gone at example.org.',
  });
});
