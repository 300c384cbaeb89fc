import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** A health endpoint that answers at once, by http and https, in a process of its own: tells its ports and its certificate. */
const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
  extensions: [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ],
});
const answer = (_request: unknown, response: { end(body: string): void }) => response.end('{"status":"ok"}');
const servers = [createPlain(answer), createSecure({ cert, key }, answer)];
const ports = await Promise.all(
  servers.map(
    (server) =>
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', 4_096, () => resolve((server.address() as AddressInfo).port)),
      ),
  ),
);
process.send?.({ ports, cert });
process.on('disconnect', () => process.exit());
