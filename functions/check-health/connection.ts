import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Timings } from '../shared/observation.ts';
import { refusal } from './addresses.ts';
import { certificateFault, type Phase, ProbeError } from './fault.ts';

/** Resolves a host name; replaced in tests of rebinding. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export const resolveHost: Resolve = (host) => lookup(host, { all: true });

export interface ConnectOptions {
  url: URL;
  allowPrivate: boolean;
  resolve: Resolve;
  signal: AbortSignal;
  /** More certificate authorities to trust, for tests with TLS. */
  ca?: string | undefined;
  entered(phase: Phase): void;
}

export interface Connection {
  socket: Socket | TLSSocket;
  certificateDaysLeft?: number;
}

const DAY_MS = 86_400_000;

/**
 * Opens a fresh connection to the very address that was checked, so that a name that changes its address between
 * check and use (DNS rebinding) gains nothing.
 * @throws ProbeError naming the fault; a certificate that is not accepted never sees the request.
 */
export async function openConnection(options: ConnectOptions, timings: Partial<Timings>, now: number): Promise<Connection> {
  const host = options.url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await resolveAllowed(host, options, timings);
  const started = performance.now();
  options.entered('connection');
  const socket = await firstToConnect(addresses, portOf(options.url), options.signal);
  timings.connectMs = performance.now() - started;
  if (options.url.protocol === 'http:') return { socket };
  return secure(socket, host, options, timings, now);
}

async function resolveAllowed(host: string, options: ConnectOptions, timings: Partial<Timings>): Promise<string[]> {
  options.entered('name look-up');
  const started = performance.now();
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await options.resolve(host);
  timings.dnsMs = performance.now() - started;
  for (const { address } of found) {
    const reason = refusal(address, options.allowPrivate);
    if (!reason) continue;
    const sentence = `${host} is ${address}, ${reason}, which is not probed; set network.allowPrivateTargets if it is meant.`;
    throw new ProbeError({ kind: 'target-refused', sentence });
  }
  // Lambda outside a VPC has no IPv6 route, so IPv4 comes first.
  return found.toSorted((a, b) => a.family - b.family).map(({ address }) => address);
}

async function firstToConnect(addresses: string[], port: number, signal: AbortSignal): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await whenReady(connectTcp({ host: address, port }), 'connect', signal);
    } catch (error) {
      failure = error;
      if (signal.aborted) break;
    }
  }
  throw failure;
}

async function secure(
  socket: Socket,
  host: string,
  options: ConnectOptions,
  timings: Partial<Timings>,
  now: number,
): Promise<Connection> {
  options.entered('TLS handshake');
  const started = performance.now();
  const secured = connectTls({
    socket,
    // A certificate that is not accepted must still tell its dates; it is refused below, before anything is sent.
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) ? { host } : { host, servername: host }),
    ...(options.ca && { ca: options.ca }),
  });
  await whenReady(secured, 'secureConnect', options.signal);
  timings.tlsMs = performance.now() - started;
  const certificate = secured.getPeerCertificate();
  const daysLeft = certificate.valid_to ? Math.trunc((Date.parse(certificate.valid_to) - now) / DAY_MS) : undefined;
  if (!secured.authorized) {
    secured.destroy();
    const fault = certificateFault(String(secured.authorizationError), host, certificate.subjectaltname ?? '', daysLeft);
    throw new ProbeError(fault, daysLeft);
  }
  return { socket: secured, ...(daysLeft !== undefined && { certificateDaysLeft: daysLeft }) };
}

function whenReady<T extends Socket>(socket: T, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<T> {
  // A late error of a socket that is given up must not end the process.
  socket.on('error', () => {});
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const once = (name: string, action: (argument: unknown) => void) => {
      const listener = (argument: unknown) => {
        settled.abort();
        action(argument);
      };
      socket.once(name, listener);
      settled.signal.addEventListener('abort', () => socket.off(name, listener), { once: true });
    };
    once(event, () => resolve(socket));
    once('error', reject);
    once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    const abandon = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', abandon, { signal: settled.signal });
    if (signal.aborted) abandon();
  });
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
}
