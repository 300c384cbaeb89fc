import { createServer, type Server } from 'node:http';
import { recordedAnswer } from '../../support/corpus.ts';
import { issue } from '../../support/sentry-stand-in.ts';
import { startListening, stopListening } from './listening.ts';

/** A real HTTP server that gives one of the recorded answers of AtlasML to every request, and to those to Sentry's API one issue. */
export class AtlasMLStandIn {
  answer = 'health-ok';
  /** What each question to Sentry's API was signed with. */
  readonly sentryAsked: (string | undefined)[] = [];
  readonly #server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/api/0/')) {
      this.sentryAsked.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([issue()]));
      return;
    }
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
