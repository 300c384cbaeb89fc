import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { answerLines, failedStartLines, failureLines, type Line, requestLines, startedLines, startLines } from './lines.ts';

/** What the simulated AtlasML suffers from. */
export type Trouble = 'none' | 'openai-fails' | 'weaviate-down';

const REASONS: Record<number, string> = {
  200: 'OK',
  307: 'Temporary Redirect',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
const CAUSES: Record<Trouble, string> = {
  none: '',
  'openai-fails': "Failed to generate OpenAI embeddings: Error code: 429 - {'error': {'message': 'Rate limit is exceeded.'}}",
  'weaviate-down': 'Failed to initialize collection Exercise: Connection to Weaviate failed.',
};

/** A real HTTP server that answers and logs as AtlasML does. */
export class SimulatedAtlasML {
  #trouble: Trouble = 'none';
  readonly events: LogEvent[] = [];
  readonly #clock: Clock;
  #server: Server | undefined;
  #port = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  suffer(trouble: Trouble): this {
    this.#trouble = trouble;
    return this;
  }

  /** Starts, on the same port as before. With Weaviate down AtlasML cannot start. */
  async start(): Promise<boolean> {
    this.#log(startLines(this.#clock.now()));
    if (this.#trouble === 'weaviate-down') {
      this.#log(failedStartLines(this.#clock.now()));
      return false;
    }
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#log(startedLines(this.#clock.now()));
    return true;
  }

  /** Ends without a word, as a killed process does. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    const started = this.#clock.now();
    const body = await text(request);
    this.#log(requestLines(started, method, path, method === 'POST' ? body : undefined));
    const [status, json, headers] = this.#route(method, path);
    if (status === 500) this.#log(failureLines(this.#clock.now(), CAUSES[this.#trouble]));
    response.writeHead(status, { 'content-type': 'application/json', server: 'uvicorn', ...headers }).end(json);
    const now = this.#clock.now();
    const client = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
    this.#log(
      answerLines(now, { method, path, client, status, reason: REASONS[status] ?? '', tookSeconds: (now - started) / 1000 }),
    );
  }

  #route(method: string, path: string): [number, string, Record<string, string>?] {
    if (path === '/api/v1/health') return [307, '', { location: `${this.origin}/api/v1/health/` }];
    if (path === '/api/v1/health/') return this.#health();
    if (method === 'POST' && path === '/api/v1/competency/suggest') {
      return this.#trouble === 'none' ? [200, '{"competencies":[]}'] : [500, '{"detail":"Internal server error"}'];
    }
    return [404, '{"detail":"Not Found"}'];
  }

  #health(): [number, string] {
    const api = { status: 'ok' };
    if (this.#trouble === 'weaviate-down') {
      return [
        503,
        JSON.stringify({
          status: 'error',
          components: { api, weaviate: { status: 'error', message: 'Weaviate is unreachable' } },
        }),
      ];
    }
    const collections = Object.fromEntries(['Exercise', 'Competency', 'SemanticCluster'].map((name) => [name, { status: 'ok' }]));
    return [200, JSON.stringify({ status: 'ok', components: { api, weaviate: { status: 'ok', collections } } })];
  }

  #log(lines: Line[]): void {
    const timestamp = Math.round(this.#clock.now());
    for (const message of lines) this.events.push({ timestamp, message });
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
