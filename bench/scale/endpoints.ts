import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** One health endpoint by https that answers at once and one that never answers, in a process of their own: tells their ports and its certificate. */
const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
  extensions: [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ],
});
const { body: health } = JSON.parse(readFileSync('test/fixtures/corpus/answers/health-ok.json', 'utf8')) as { body: string };
const servers = [
  createServer({ cert, key }, (_request, response) => response.end(health)),
  createServer({ cert, key }, () => {}),
];
const ports = await Promise.all(
  servers.map(
    (server) =>
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', 4_096, () => resolve((server.address() as AddressInfo).port)),
      ),
  ),
);
const file = process.argv[2] ?? '';
writeFileSync(file, cert);
process.send?.({ ports });
process.on('disconnect', () => process.exit());
