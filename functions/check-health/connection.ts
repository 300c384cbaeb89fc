import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { elapsedMs } from '../shared/clock.ts';
import { refusal, refusalAdvice } from '../shared/http/addresses.ts';
import type { Timings } from '../shared/observation.ts';
import { endOf, peerCertificate } from './certificates.ts';
import { type Phase, ProbeError } from './fault.ts';
import { type Candidate, firstToConnect, inTurns, type Tried, triedText } from './race.ts';
import { certificateFault } from './tls-fault.ts';

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
  /** What is sent is no secret, now or ever. */
  isPublic?: boolean | undefined;
  entered(phase: Phase): void;
  /** Gets the addresses that are tried, and what became of each. */
  tried: Tried[];
}

export interface Connection {
  socket: Socket | TLSSocket;
  certificateDaysLeft?: number;
  /** What the connection says of the way and the certificate, though it stands. */
  notes: string[];
}

/**
 * Opens a fresh connection to the very address that was checked, so that a name that changes its address between
 * check and use (DNS rebinding) gains nothing.
 * Only connections race: a TLS handshake that hangs holds AtlasML's clients as well, so that to go on by another address would
 * call well what nobody reaches. RFC 8305, 5
 * @throws ProbeError naming the fault; a certificate that is not accepted never sees the request.
 */
export async function openConnection(options: ConnectOptions, timings: Partial<Timings>, now: number): Promise<Connection> {
  const host = options.url.hostname.replace(/^\[|\]$/g, '');
  const candidates = await resolveAllowed(host, options, timings);
  options.entered('connection');
  const port = portOf(options.url);
  const connect = ({ address }: Candidate, signal: AbortSignal) =>
    whenReady(connectTcp({ host: address, port }), 'connect', signal);
  const { socket, connectMs, winner } = await firstToConnect(candidates, connect, options);
  timings.connectMs = connectMs;
  const inVain = options.tried.filter(({ address }) => address !== winner.address);
  const notes = inVain.length > 0 ? [`not all addresses of ${host} answer: ${triedText(inVain)}`] : [];
  if (options.url.protocol === 'http:') return { socket, notes };
  return secure(socket, host, notes, options, timings, now);
}

async function resolveAllowed(host: string, options: ConnectOptions, timings: Partial<Timings>): Promise<Candidate[]> {
  options.entered('name look-up');
  const started = elapsedMs();
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await options.resolve(host);
  timings.dnsMs = elapsedMs() - started;
  for (const { address } of found) {
    const reason = refusal(address, options.allowPrivate);
    if (!reason) continue;
    const where = host === address ? host : `${host} is ${address},`;
    const sentence = `${where}${host === address ? ' is' : ''} ${reason.what}, which is not probed. ${refusalAdvice(reason)}`;
    throw new ProbeError({ kind: 'target-refused', sentence });
  }
  if (found.length === 0)
    throw new ProbeError({ kind: 'dns-failed', sentence: `The name ${host} has no address (DNS); check its DNS entry.` });
  return inTurns(found);
}

async function secure(
  socket: Socket,
  host: string,
  notes: string[],
  options: ConnectOptions,
  timings: Partial<Timings>,
  now: number,
): Promise<Connection> {
  options.entered('TLS handshake');
  const started = elapsedMs();
  const secured = connectTls({
    socket,
    // A certificate that is not accepted must still tell its dates; it is refused below, before anything is sent.
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) ? { host } : { host, servername: host }),
    secureContext: contextOf(options),
  });
  // Node asks for the certificate as well, to compare the names.
  let certificate: DetailedPeerCertificate | undefined;
  const described = () => {
    certificate ??= peerCertificate(secured);
    return certificate;
  };
  Object.assign(secured, { getPeerCertificate: described });
  await whenReady(secured, 'secureConnect', options.signal);
  timings.tlsMs = elapsedMs() - started;
  const { daysLeft, note } = endOf(described(), now, options.ca);
  if (!secured.authorized) {
    secured.destroy();
    const fault = certificateFault(String(secured.authorizationError), host, described().subjectaltname ?? '', daysLeft, note);
    throw new ProbeError(fault, daysLeft);
  }
  return {
    socket: secured,
    ...(daysLeft !== undefined && { certificateDaysLeft: daysLeft }),
    notes: [...notes, ...(note === undefined ? [] : [note])],
  };
}

const contexts = new Map<string, SecureContext>();
/**
 * What most servers agree on, without what guards a recorded secret against the machines of the future: to make a key of that takes a
 * quarter of the whole handshake. docs/decisions/0038
 */
const QUICK_GROUPS = 'X25519:P-256:P-384:P-521';

/** One for all connections that trust the same: to read the authorities takes longer than a handshake. No session is kept in it. */
function contextOf({ ca, isPublic = false }: Pick<ConnectOptions, 'ca' | 'isPublic'>): SecureContext {
  const key = `${isPublic} ${ca ?? ''}`;
  const context =
    contexts.get(key) ?? createSecureContext({ ...(ca !== undefined && { ca }), ...(isPublic && { ecdhCurve: QUICK_GROUPS }) });
  contexts.set(key, context);
  return context;
}

function whenReady<T extends Socket>(socket: T, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<T> {
  // A late error of a socket that is given up must not end the process.
  socket.on('error', () => {});
  return new Promise((resolve, reject) => {
    const settle = () => {
      socket.off(event, ready).off('error', failed).off('close', closed);
      signal.removeEventListener('abort', abandon);
    };
    const failed = (error: unknown) => {
      settle();
      reject(error);
    };
    const ready = () => {
      settle();
      resolve(socket);
    };
    const closed = () => failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const abandon = () => void socket.destroy(signal.reason);
    socket.once(event, ready).once('error', failed).once('close', closed);
    signal.addEventListener('abort', abandon);
    if (signal.aborted) abandon();
  });
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
}
