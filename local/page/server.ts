import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redact } from '../../functions/shared/text/redact.ts';
import type { AnsweredSource } from './answered-source.ts';
import { readAssets } from './assets.ts';
import { BodyError, bodyOf } from './body.ts';
import { type Address, COOKIE, cookieOf, type Door, isKnown, isSame, refusalOf } from './door.ts';
import { Live, liveNow } from './live.ts';
import { type Body, jsonBody, SAFE_HEADERS, send } from './reply.ts';
import { answerOf } from './routes.ts';
import { gate, shell } from './shell.ts';
import { takeAnswer } from './take-answer.ts';
import { Tries } from './tries.ts';

export interface PageOptions {
  /** What is shown; more can be shown later. */
  sources?: AnsweredSource[];
  address: Address;
  /** Names by which the page may be asked besides addresses and `localhost`. */
  names?: readonly string[];
  /** Must be there for an address that others reach. */
  token?: string | undefined;
}

/** A page that is served. */
export interface ServedPage {
  /** Where a browser finds it. */
  readonly url: string;
  /** How many browsers look at it. */
  readonly listeners: number;
  /** Shows a service, in place of one with the same id. */
  show(source: AnsweredSource): void;
  /** Says that something of a service may look otherwise now. */
  changed(id?: string): void;
  close(): Promise<void>;
}

const MOST_BODY_BYTES = 65_536;
const HTML = 'text/html; charset=utf-8';

/** Serves the page until it is closed. @throws when the address is taken. */
export async function servePage(options: PageOptions): Promise<ServedPage> {
  const { address, token } = options;
  const sources = [...(options.sources ?? [])];
  const door: Door = { address, names: (options.names ?? []).map((n) => n.toLowerCase()), token };
  const assets = readAssets();
  const live = new Live(() => sources);
  const room: Room = { sources, door, assets, live, tries: new Tries() };
  const server = createServer((request, response) => {
    answer(room, request, response).catch((error: Error) => {
      const status = error instanceof BodyError ? error.status : 500;
      if (response.headersSent) response.destroy();
      else send(request, response, jsonBody({ error: redact(error.message) }), status);
    });
  });
  // Whoever sends slowly holds nothing for long.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listening(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${shownHost(address.host)}:${port}/`,
    get listeners() {
      return live.listeners;
    },
    show(source) {
      const there = sources.findIndex(({ id }) => id === source.id);
      sources.splice(there < 0 ? sources.length : there, there < 0 ? 0 : 1, source);
      live.changed(source.id);
    },
    changed: (id) => live.changed(id),
    async close() {
      live.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Of all addresses of a machine the one that can be asked from it. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

interface Room {
  sources: AnsweredSource[];
  door: Door;
  assets: Map<string, Body>;
  live: Live;
  tries: Tries;
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(room: Room, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = addressIn(request.url ?? '/');
  if (!url) return send(request, response, jsonBody({ error: 'This is no address.' }), 400);
  if (/^\/answer(?:\/|$)/.test(url.pathname)) return takeAnswer(room.sources, url, request, response);
  const refusal = refusalOf({ method, path: url.pathname, headers }, room.door);
  if (refusal) return send(request, response, jsonBody({ error: refusal.words }), refusal.status);
  const asset = url.pathname.startsWith('/assets/') && room.assets.get(url.pathname.slice('/assets/'.length));
  if (asset) return send(request, response, asset);
  if (url.pathname === '/api/enter' && method === 'POST') return enter(room, request, response);
  if (!isKnown({ headers }, room.door)) {
    if (url.pathname === '/') return send(request, response, { type: HTML, content: Buffer.from(gate(false)) }, 401);
    return send(request, response, jsonBody({ error: 'This page needs its token.' }), 401);
  }
  if (url.pathname === '/' && (method === 'GET' || method === 'HEAD')) return first(room, url, request, response);
  if (url.pathname === '/api/live' && method === 'GET') {
    if (!(await room.live.listen(request, response)))
      send(request, response, jsonBody({ error: 'Too many browsers have this page open.' }), 503);
    return;
  }
  const body = method === 'POST' ? await jsonOf(request) : undefined;
  const { status, value } = await answerOf(room.sources, { method, path: url.pathname, query: url.searchParams, body });
  if (method === 'POST') room.live.changed();
  send(request, response, jsonBody(value), status);
}

/** What is asked for, also by one who writes the whole address (RFC 9112 3.2.2); undefined for what is none. */
function addressIn(target: string): URL | undefined {
  return URL.parse(target.startsWith('/') ? `http://page${target}` : target) ?? undefined;
}

/** The page itself, with the sentence of the service that is asked for. */
async function first(room: Room, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const source = room.sources.find(({ id }) => id === url.searchParams.get('service')) ?? room.sources[0];
  if (!source) return send(request, response, jsonBody({ error: 'Nothing is watched.' }), 404);
  const modules = [...room.assets.keys()].filter((name) => name.endsWith('.js') && !/^(?:gate|uplot|where)\.js$/.test(name));
  const content = Buffer.from(shell(source, await liveNow(source), modules));
  send(request, response, { type: HTML, content });
}

/** Takes the token and gives the cookie; of wrong ones only a few are looked at each minute. */
async function enter({ door, tries }: Room, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token } = (await jsonOf(request)) as { token?: unknown };
  if (!tries.isFree(performance.now())) {
    return send(request, response, jsonBody({ error: 'Too many wrong tokens. Try again in a minute.' }), 429);
  }
  if (door.token === undefined || typeof token !== 'string' || !isSame(token, door.token)) {
    tries.failed(performance.now());
    return send(request, response, jsonBody({ error: 'That is not the token.' }), 401);
  }
  const cookie = `${COOKIE}=${cookieOf(door.token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`;
  response.writeHead(204, { ...SAFE_HEADERS, 'set-cookie': cookie }).end();
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const text = await bodyOf(request, MOST_BODY_BYTES);
  try {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw new BodyError('The request is no JSON.');
  }
}
