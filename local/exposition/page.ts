import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { familiesOf, type Known } from './families.ts';
import { writeExposition } from './text-format.ts';

/** Where the page is served. */
export interface Address {
  host: string;
  port: number;
}

export interface MetricsPage {
  /** With the port that was taken where 0 was asked for. */
  url: string;
  close(): Promise<void>;
}

const PATH = '/metrics';
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const LONGEST_MS = 5_000;
const MOST_CONNECTIONS = 20;

/** `127.0.0.1:9464`, `[::1]:9464` or `9464`, which is of 127.0.0.1. @returns undefined for anything else. */
export function addressOf(text: string): Address | undefined {
  const [, host, bracketed, port = ''] = /^(?:(?:([\w.-]+)|\[([0-9a-f:.]+)\]):)?(\d{1,5})$/i.exec(text) ?? [];
  const number = Number(port);
  return port === '' || number > 65_535 ? undefined : { host: host ?? bracketed ?? '127.0.0.1', port: number };
}

/**
 * Serves what the monitor knows to Prometheus until it is closed.
 * @param known what is known at the moment. @throws when the address cannot be listened at.
 */
export async function serveMetrics({ host, port }: Address, known: () => Promise<Known>): Promise<MetricsPage> {
  const server = createServer({ requestTimeout: LONGEST_MS, headersTimeout: LONGEST_MS }, async (request, response) => {
    const answer = (status: number, body: string) =>
      response
        .writeHead(status, { 'content-type': status === 200 ? CONTENT_TYPE : 'text/plain; charset=utf-8' })
        .end(request.method === 'HEAD' ? undefined : body);
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'GET and HEAD only\n');
    if (path !== PATH) return answer(404, `see ${PATH}\n`);
    try {
      return answer(200, writeExposition(familiesOf(await known())));
    } catch {
      // A page that is half true is worse than none: Prometheus then says up == 0.
      return answer(503, 'what the monitor remembers cannot be read\n');
    }
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, { host, port });
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${PATH}`, close: () => closed(server) };
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error) => reject(new Error(`cannot listen at ${host}:${port}: ${error.message}`)));
    server.listen(port, host, resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
