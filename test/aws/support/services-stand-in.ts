import { createServer, type Server } from 'node:http';
import { startListening, stopListening } from './listening.ts';

/** What each service answers to a message that it takes; see test/support/services.ts. */
const TAKEN: Record<string, [status: number, body: string]> = {
  '/teams': [202, ''],
  '/webhook': [200, 'ok'],
  // ntfy takes JSON at its root.
  '/': [200, '{"id":"hwQ2YpKdmg","time":1,"event":"message","topic":"atlasml","message":"m"}'],
  '/atlasml/auth': [200, '{"success":true}'],
};

/** One real HTTP server in the place of Teams, ntfy and a webhook; it keeps what each of them got. */
export class ServicesStandIn {
  readonly #got: { path: string; body: string }[] = [];
  readonly #server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { url: path = '', method } = request;
    if (method === 'POST') this.#got.push({ path, body });
    const [status, text] = TAKEN[path] ?? [404, ''];
    response.writeHead(status).end(method === 'HEAD' ? undefined : text);
  });

  /** The bodies that a service got so far. */
  bodiesOf(service: 'teams' | 'ntfy' | 'webhook'): string[] {
    return this.#got.filter(({ path }) => path === (service === 'ntfy' ? '/' : `/${service}`)).map(({ body }) => body);
  }

  start(): Promise<string> {
    return startListening(this.#server);
  }

  stop(): Promise<void> {
    return stopListening(this.#server);
  }
}
