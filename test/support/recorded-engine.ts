import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Engine, engineAt } from '../../local/docker/engine.ts';

/** What a real Engine answered, see test/fixtures/docker-api. */
export const recorded = (name: string): Buffer => readFileSync(`test/fixtures/docker-api/${name}`);
export const recordedJson = (name: string): unknown => JSON.parse(recorded(name).toString('utf8'));

/** Answers one request; `url` has no version. */
export type EngineAnswer = (url: URL, response: ServerResponse) => unknown;

export interface StandInEngine {
  client: Engine;
  address: string;
  /** What was asked for, with its version. */
  asked: string[];
}

/**
 * A server on a socket of its own that answers as an Engine does, by the path behind `/v1.41`; the rest is 404. It ends with the test.
 * @param apiVersion null leaves the header out.
 */
export async function standInEngine(
  answers: Record<string, EngineAnswer>,
  { apiVersion = '1.41' }: { apiVersion?: string | null } = {},
): Promise<StandInEngine> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', 'http://docker');
    asked.push(`${url.pathname}${url.search}`);
    if (apiVersion !== null) response.setHeader('Api-Version', apiVersion);
    const path = url.pathname.replace(/^\/v1\.\d+/, '');
    const answer = answers[path];
    if (answer) answer(url, response);
    else if (path === '/_ping') response.end('OK');
    else refuse(404, `No such container: ${path.split('/')[2]}`)(url, response);
  };
  const socket = join(mkdtempSync(join(tmpdir(), 'engine-')), 'docker.sock');
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const address = `unix://${socket}`;
  const client = engineAt({ DOCKER_HOST: address });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, address, asked };
}

export const json =
  (value: unknown): EngineAnswer =>
  (_url, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

export const bytes =
  (body: Buffer | string): EngineAnswer =>
  (_url, response) =>
    response.writeHead(200).end(body);

export const refuse =
  (status: number, message: string): EngineAnswer =>
  (_url, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));

/** Begins an answer and breaks the connection off. */
export const breaksOff =
  (begin: Buffer | string): EngineAnswer =>
  (_url, response) => {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write(begin, () => response.destroy());
  };

/** A frame of a log that is not a terminal's. */
export function frame(text: string | Buffer, stream: 1 | 2 = 1): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** What of a log of frames Docker gives when it is asked for lines since a moment, in seconds. */
export function linesSince(log: Buffer, seconds: number): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    const time = /^(\S+)Z /.exec(log.toString('utf8', at + 8, end))?.[1] ?? '';
    if (Date.parse(`${time.slice(0, 23)}Z`) / 1000 >= seconds - 0.001) kept.push(log.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
