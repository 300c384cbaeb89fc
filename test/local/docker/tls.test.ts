import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { engineAt } from '../../../local/docker/engine.ts';
import { certificateFor, serveTls, type TestCertificate } from '../../support/servers.ts';

/** A folder as DOCKER_CERT_PATH names it. */
function folder(ca: TestCertificate, own: TestCertificate): string {
  const path = mkdtempSync(join(tmpdir(), 'certificates-'));
  for (const [name, text] of Object.entries({ ca: ca.cert, cert: own.cert, key: own.key }))
    writeFileSync(join(path, `${name}.pem`), text);
  return path;
}

async function ask(directory: string, port: number) {
  const client = engineAt({ DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: directory });
  onTestFinished(() => client.close());
  return client.json('/info');
}

test('an Engine that asks for a certificate gets that of DOCKER_CERT_PATH, and its own is checked', async () => {
  const [server, client, stranger] = await Promise.all(
    ['localhost', 'monitor', 'localhost'].map((host) => certificateFor(host, -1, 1, Date.now())),
  );
  if (!server || !client || !stranger) throw new Error('no certificates');
  const seen: (string | undefined)[] = [];
  const port = await serveTls(
    { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true } as TestCertificate,
    (request, response) => {
      seen.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
      response.setHeader('Api-Version', '1.41').end(request.url === '/_ping' ? 'OK' : '{"Name":"vm"}');
    },
  );
  expect(await ask(folder(server, client), port)).toEqual({ Name: 'vm' });
  expect(new Set(seen)).toEqual(new Set(['monitor']));
  await expect(ask(folder(stranger, client), port)).rejects.toThrow(/do not trust each other .*ca\.pem, cert\.pem and key\.pem/);
});
