import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../insights/index.ts';
import {
  answerLines,
  failureLines,
  type Line,
  rejectedLines,
  requestLines,
  startedLines,
  startLines,
  stoppedLines,
} from './lines.ts';
import { TROUBLES, type Trouble, type TroubleName } from './troubles.ts';

const REASONS: Record<number, string> = {
  200: 'OK',
  307: 'Temporary Redirect',
  401: 'Unauthorized',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
const BODIES: Record<number, string> = {
  401: '{"detail":"Invalid API key"}',
  422: '{"detail":"Validation error"}',
  500: '{"detail":"Internal server error"}',
};
const COLLECTIONS = ['Exercise', 'Competency', 'SemanticCluster'];
const RESTART_AFTER_MS = 20_000;
/** Lines that nobody reads any more are forgotten. */
const MOST_EVENTS = 50_000;

/** A real HTTP server that answers and logs as AtlasML does. */
export class SimulatedAtlasML {
  #trouble: Trouble = TROUBLES.none;
  readonly events: LogEvent[] = [];
  readonly #clock: Clock;
  #server: Server | undefined;
  #port = 0;
  /** One request after another, where each takes its time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** What it suffers from now. */
  get trouble(): Trouble {
    return this.#trouble;
  }

  suffer(trouble: TroubleName): this {
    this.#trouble = TROUBLES[trouble];
    return this;
  }

  /** Starts, on the same port as before; with some troubles it cannot. */
  async start(): Promise<boolean> {
    if (this.#server) return true;
    const { startFails } = this.#trouble;
    if (startFails) {
      this.#log(startFails(this.#clock.now()));
      return false;
    }
    this.#log(startLines(this.#clock.now()));
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#log(startedLines(this.#clock.now()));
    return true;
  }

  /** Starts again after the time that Docker waits. */
  async restartSoon(): Promise<boolean> {
    await this.#clock.sleep(RESTART_AFTER_MS);
    return this.start();
  }

  /** Ends without a word, as a killed process does. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Ends in order, as at `docker stop`. */
  async stop(): Promise<void> {
    this.#log(stoppedLines(this.#clock.now()));
    await this.kill();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const trouble = this.#trouble;
    if (trouble.isFrozen) return;
    const { method = 'GET', url: path = '/' } = request;
    const started = this.#clock.now();
    const body = await text(request);
    this.#log(requestLines(started, method, path, method === 'POST' ? body : undefined));
    // The health answer takes no time itself, but it waits in line.
    if (trouble.takesSeconds !== undefined) {
      await this.#wait(method === 'POST' ? trouble.takesSeconds * 1000 : 0);
      response.setHeader('server-timing', `wait;dur=${Math.round(this.#clock.now() - started)}`);
    }
    const [status, json, headers] = this.#route(method, path, trouble);
    if (status === 500) this.#log(failureLines(this.#clock.now(), trouble.failsWith ?? ''));
    if (status === 422) this.#log(rejectedLines(this.#clock.now(), method, path));
    response.writeHead(status, { 'content-type': 'application/json', server: 'uvicorn', ...headers }).end(json);
    const now = this.#clock.now();
    const client = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
    this.#log(
      answerLines(now, { method, path, client, status, reason: REASONS[status] ?? '', tookSeconds: (now - started) / 1000 }),
    );
  }

  /** Whoever comes meanwhile waits for all before him. */
  #wait(ms: number): Promise<void> {
    this.#turn = this.#turn.then(() => this.#clock.sleep(ms));
    return this.#turn;
  }

  #route(method: string, path: string, trouble: Trouble): [number, string, Record<string, string>?] {
    if (path === '/api/v1/health') return [307, '', { location: `${this.origin}/api/v1/health/` }];
    if (path === '/api/v1/health/') return healthOf(trouble);
    if (method === 'POST' && path === '/api/v1/competency/suggest') {
      const status = trouble.failsWith !== undefined ? 500 : (trouble.refuses ?? 200);
      return [status, BODIES[status] ?? '{"competencies":[]}'];
    }
    return [404, '{"detail":"Not Found"}'];
  }

  #log(lines: Line[]): void {
    if (this.#trouble.isMute) return;
    const timestamp = Math.round(this.#clock.now());
    for (const message of lines) this.events.push({ timestamp, message });
    if (this.events.length > 2 * MOST_EVENTS) this.events.splice(0, this.events.length - MOST_EVENTS);
  }
}

function healthOf({ health }: Trouble): [number, string] {
  const api = { status: 'ok' };
  const collections = Object.fromEntries(
    COLLECTIONS.map((name) => [name, { status: name === health?.missing ? 'missing' : 'ok' }]),
  );
  if (!health) return [200, JSON.stringify({ status: 'ok', components: { api, weaviate: { status: 'ok', collections } } })];
  const weaviate = { status: 'error', ...(health.missing && { collections }), message: health.weaviate };
  return [503, JSON.stringify({ status: 'error', components: { api, weaviate } })];
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
