import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { EndpointConfig } from '../shared/config/schema.ts';
import { flatHeaders, requestOnce } from '../shared/http/http-client.ts';
import type { Timings } from '../shared/observation.ts';
import { openConnection, type Resolve } from './connection.ts';
import { type Fault, networkFault, type Phase, ProbeError, timeoutFault } from './fault.ts';

/** At most this much of a body is read. */
export const MAX_BODY_BYTES = 65_536;

/** What one attempt got: an answer or a fault, with the time each phase took. */
export interface Attempt {
  timings: Timings;
  certificateDaysLeft?: number;
  answer?: Answer;
  fault?: Fault;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface AttemptOptions {
  endpoint: Pick<EndpointConfig, 'url' | 'method' | 'timeoutSeconds'>;
  headers: Record<string, string>;
  allowPrivate: boolean;
  resolve: Resolve;
  now: number;
  ca?: string | undefined;
}

/** One request over a fresh connection. Proxies in the environment are not used: a dead proxy must not look like a dead service. */
export async function attemptOnce(options: AttemptOptions): Promise<Attempt> {
  const { endpoint } = options;
  const url = new URL(endpoint.url);
  const timings: Partial<Timings> = {};
  const started = performance.now();
  const deadline = AbortSignal.timeout(endpoint.timeoutSeconds * 1000);
  let phase: Phase = 'name look-up';
  const entered = (next: Phase) => {
    phase = next;
  };
  let certificateDaysLeft: number | undefined;
  const finish = (more: Pick<Attempt, 'answer' | 'fault'>): Attempt => ({
    ...more,
    timings: { ...timings, totalMs: performance.now() - started },
    ...(certificateDaysLeft !== undefined && { certificateDaysLeft }),
  });
  try {
    const connecting = openConnection({ ...options, url, signal: deadline, entered }, timings, options.now);
    const connection = await abortable(connecting, deadline);
    certificateDaysLeft = connection.certificateDaysLeft;
    return finish({ answer: await request(connection.socket, url, options, deadline, timings, entered) });
  } catch (error) {
    if (error instanceof ProbeError) certificateDaysLeft ??= error.certificateDaysLeft;
    const outOfTime = deadline.aborted && !(error instanceof ProbeError);
    return finish({ fault: outOfTime ? timeoutFault(phase, endpoint.timeoutSeconds) : networkFault(error, phase, url.hostname) });
  }
}

async function request(
  socket: Socket,
  url: URL,
  options: AttemptOptions,
  signal: AbortSignal,
  timings: Partial<Timings>,
  entered: (phase: Phase) => void,
): Promise<Answer> {
  entered('wait for the answer');
  const started = performance.now();
  const read = async (response: Dispatcher.ResponseData): Promise<Answer> => {
    timings.firstByteMs = performance.now() - started;
    entered('body');
    return { status: response.statusCode, headers: flatHeaders(response.headers), body: await readBody(response.body) };
  };
  try {
    return await requestOnce(
      url.origin,
      // The one deadline of the attempt counts; the client's own time-outs would blur which phase was slow.
      { connect: (_, callback) => queueMicrotask(() => callback(null, socket)), headersTimeout: 0, bodyTimeout: 0 },
      { path: url.pathname + url.search, method: options.endpoint.method, headers: options.headers, signal },
      read,
    );
  } finally {
    socket.destroy();
  }
}

async function readBody(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      const sentence = `The answer is too large: more than ${MAX_BODY_BYTES / 1024} kB. Is this the health endpoint?`;
      throw new ProbeError({ kind: 'body-too-large', sentence });
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
