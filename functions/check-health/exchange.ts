import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { flatHeaders } from '../shared/http/flat-headers.ts';
import { type BodyText, bodyText, MAX_BODY_BYTES, TOO_LARGE } from './body.ts';
import { type Fault, ProbeError } from './fault.ts';

/** More than this of headers is not read. Proxies refuse it as well: nginx by default from 4 or 8 kB. */
export const MAX_HEADER_BYTES = 16_384;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** As text; empty where it could not be read. */
  body: string;
  /** Why the body could not be read. The status stands all the same. */
  unreadable?: Fault;
}

export interface Question {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/**
 * Sends one request over a connection that stands, and reads the answer; the connection is closed whatever happens. Interim
 * answers (100, 102, 103) are passed over; 101 is none that was asked for.
 * @param begun called when the headers of the final answer are there.
 */
export async function exchange(socket: Socket, question: Question, signal: AbortSignal, begun: () => void): Promise<Answer> {
  try {
    const response = await answered(socket, question, signal);
    begun();
    const headers = flatHeaders(response.headers);
    const read = await readBody(response, headers['content-encoding']);
    const status = response.statusCode ?? 0;
    return 'text' in read ? { status, headers, body: read.text } : { status, headers, body: '', unreadable: read.fault };
  } finally {
    socket.destroy();
  }
}

function answered(socket: Socket, question: Question, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // What is asked or read ends with its socket.
    signal.addEventListener('abort', () => socket.destroy(signal.reason), { once: true });
    const { url, method, body } = question;
    const request = httpRequest({
      createConnection: () => socket,
      path: url.pathname + url.search,
      method,
      headers: headerLines(question),
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    request.on('response', resolve);
    request.on('upgrade', () => reject(new ProbeError(SWITCHED)));
    request.on('error', reject);
    request.end(body);
  });
}

/** Methods whose requests have a body, if an empty one. */
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** Name and value by turns, which Node writes as they are. */
function headerLines({ url, method, headers, body }: Question): string[] {
  const lines = ['host', url.host];
  for (const name in headers) lines.push(name, headers[name] ?? '');
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  if (body !== undefined || WITH_BODY.includes(method)) lines.push('content-length', String(length));
  return lines;
}

const SWITCHED: Fault = {
  kind: 'protocol',
  sentence: 'HTTP 101: the server switches to another protocol, which nobody asked for. Is this the health endpoint?',
};

/** @throws when it breaks off; what is too large is not read to its end. */
function readBody(response: IncomingMessage, encoding: string | undefined): Promise<BodyText> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BODY_BYTES) resolve({ fault: TOO_LARGE });
    });
    response.on('end', () => resolve(bodyText(Buffer.concat(chunks), encoding)));
    response.on('error', reject);
    response.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}
