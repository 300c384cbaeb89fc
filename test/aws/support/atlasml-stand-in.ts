import { createServer, type Server } from 'node:http';
import { recordedAnswer } from '../../support/corpus.ts';
import { startListening, stopListening } from './listening.ts';

/** A real HTTP server that gives one of the recorded answers of AtlasML to every request. */
export class AtlasMLStandIn {
  answer = 'health-ok';
  readonly #server: Server = createServer((_request, response) => {
    const { status, headers, body } = recordedAnswer(this.answer);
    response.writeHead(status, { 'content-type': headers['content-type'] ?? 'text/plain' }).end(body);
  });

  async start(): Promise<string> {
    return startListening(this.#server);
  }

  stop(): Promise<void> {
    return stopListening(this.#server);
  }
}
