import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordedAnswer } from '../../support/corpus.ts';

/** A real HTTP server that gives one of the recorded answers of AtlasML to every request. */
export class AtlasMLStandIn {
  answer = 'health-ok';
  readonly #server: Server = createServer((_request, response) => {
    const { status, headers, body } = recordedAnswer(this.answer);
    response.writeHead(status, { 'content-type': headers['content-type'] ?? 'text/plain' }).end(body);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
