import { createServer, type TlsOptions } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { certificateFor } from '../../support/servers.ts';
import { probe } from './support.ts';

const certificate = await certificateFor('atlas.test', -1, 30, Date.now());
const open: { close(): void }[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

/** Probes a server that takes handshakes only so. */
async function handshake(options: TlsOptions, more: Partial<Parameters<typeof probe>[0]> = {}) {
  let handshakes = 0;
  const server = createServer({ ...certificate, ...options }, (socket) => {
    socket.on('error', () => {});
    handshakes++;
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"status":"ok"}'));
  });
  server.on('tlsClientError', () => handshakes++);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const seen = await probe({ url: `https://atlas.test:${port}/`, ...more }, { resolve, ca: certificate.cert });
  return { ...seen, handshakes };
}

const OLD = 'DEFAULT@SECLEVEL=0';

test.each<[string, TlsOptions, RegExp]>([
  ['TLS 1.0 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: OLD }, /no version or cipher of TLS in common/],
  ['TLS 1.1 alone', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: OLD }, /no version or cipher of TLS in common/],
  ['HTTP/2 alone', { ALPNProtocols: ['h2'] }, /does not accept HTTP\/1\.1/],
  ['a certificate of the client', { requestCert: true, rejectUnauthorized: true }, /wants a client certificate/],
])('a server that takes %s is named so', async (_title, options, sentence) => {
  const seen = await handshake(options);
  expect(seen).toMatchObject({ verdict: 'down', fault: 'tls-failed' });
  expect(seen.sentence).toMatch(sentence);
});

const GUARDED: TlsOptions = { ecdhCurve: 'X25519MLKEM768' };

test('a server that insists on the guard against the machines of the future gets it in the same attempt', async () => {
  expect(await handshake(GUARDED)).toMatchObject({ verdict: 'up', attempts: 1, earlierFaults: [], handshakes: 2 });
});

test('with a header of its own, which may be a secret, it is offered at once', async () => {
  const headers = { 'x-tenant': 'anybody' };
  expect(await handshake(GUARDED, { headers })).toMatchObject({ verdict: 'up', handshakes: 1 });
});
