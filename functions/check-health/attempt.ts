import { setTimeout } from 'node:timers';
import { elapsedMs } from '../shared/clock.ts';
import type { EndpointConfig } from '../shared/config/schema.ts';
import type { Timings } from '../shared/observation.ts';
import { openConnection, type Resolve } from './connection.ts';
import { type Answer, exchange } from './exchange.ts';
import { type Fault, type Phase, ProbeError } from './fault.ts';
import { networkFault, timeoutFault } from './network-fault.ts';
import { type Tried, triedText } from './race.ts';

/** What one attempt got: an answer or a fault, with the time each phase took. */
export interface Attempt {
  timings: Timings;
  certificateDaysLeft?: number;
  answer?: Answer;
  fault?: Fault;
  /** What weakens an answer: addresses that were tried in vain, a chain that ends before its certificate. */
  notes?: string[];
}

export interface AttemptOptions {
  endpoint: Pick<EndpointConfig, 'url' | 'method' | 'timeoutSeconds'>;
  headers: Record<string, string>;
  /** What is sent with it. */
  body?: string | undefined;
  allowPrivate: boolean;
  resolve: Resolve;
  now: number;
  ca?: string | undefined;
  /** Nothing that is sent is a secret. */
  isPublic?: boolean;
  /** Ends it early, as its time does. */
  signal?: AbortSignal;
}

const OUT_OF_TIME = new Error('out of time');

/** One request over a fresh connection. Proxies in the environment are not used: a dead proxy must not look like a dead service. */
export async function attemptOnce(options: AttemptOptions): Promise<Attempt> {
  const attempt = await attemptAs(options);
  // Less was offered than Node can; a server that insists on more gets it.
  return options.isPublic && attempt.fault?.kind === 'tls-failed' ? attemptAs({ ...options, isPublic: false }) : attempt;
}

async function attemptAs(options: AttemptOptions): Promise<Attempt> {
  const { endpoint, headers, body } = options;
  const url = new URL(endpoint.url);
  const timings: Partial<Timings> = {};
  const started = elapsedMs();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(OUT_OF_TIME), Math.ceil(endpoint.timeoutSeconds * 1000));
  const deadline = options.signal ? AbortSignal.any([over.signal, options.signal]) : over.signal;
  let phase: Phase = 'name look-up';
  const entered = (next: Phase) => {
    phase = next;
  };
  const tried: Tried[] = [];
  const notes: string[] = [];
  let certificateDaysLeft: number | undefined;
  const finish = (more: Pick<Attempt, 'answer' | 'fault'>, totalMs = elapsedMs() - started): Attempt => ({
    ...more,
    timings: { ...timings, totalMs },
    ...(certificateDaysLeft !== undefined && { certificateDaysLeft }),
    ...(notes.length > 0 && { notes }),
  });
  try {
    const connecting = openConnection({ ...options, url, signal: deadline, entered, tried }, timings, options.now);
    const connection = await abortable(connecting, deadline);
    certificateDaysLeft = connection.certificateDaysLeft;
    notes.push(...connection.notes);
    entered('wait for the answer');
    const asked = elapsedMs();
    const answer = await exchange(connection.socket, { url, method: endpoint.method, headers, body }, deadline, () => {
      timings.firstByteMs = elapsedMs() - asked;
      entered('body');
    });
    const { dnsMs = 0, connectMs = 0, tlsMs = 0 } = timings;
    // Of the phases alone: what the monitor does between them is none of AtlasML's time.
    return finish({ answer }, dnsMs + connectMs + tlsMs + elapsedMs() - asked);
  } catch (error) {
    if (error instanceof ProbeError) certificateDaysLeft ??= error.certificateDaysLeft;
    const outOfTime = deadline.aborted && !(error instanceof ProbeError);
    const fault = outOfTime ? timeoutFault(phase, endpoint.timeoutSeconds) : networkFault(error, phase, url.hostname);
    return finish({ fault: (phase as Phase) === 'connection' ? withAddresses(fault, tried, url.hostname) : fault });
  } finally {
    clearTimeout(timer);
  }
}

/** Of a host that was not reached each address is named: with several, one may be to blame. */
function withAddresses(fault: Fault, tried: Tried[], host: string): Fault {
  const isName = tried.some(({ address }) => address !== host.replace(/^\[|\]$/g, ''));
  return isName ? { ...fault, sentence: `${fault.sentence} Tried: ${triedText(tried)}.` } : fault;
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
