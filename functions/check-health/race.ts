import { setTimeout } from 'node:timers';
import { elapsedMs } from '../shared/clock.ts';

/** One address of a host. */
export interface Candidate {
  address: string;
  /** 4 or 6. */
  family: number;
}

/** What became of one address: a code of Node, or undefined while it has not answered. */
export interface Tried extends Candidate {
  code?: string;
}

const OVER = new Error('another address was quicker');

/** How long an address has before the next one is tried beside it: RFC 8305, 5. */
export const ATTEMPT_DELAY_MS = 250;

/** In the order in which they are tried: families take turns, beginning with the resolver's first address. RFC 8305, 4. */
export function inTurns(found: readonly Candidate[]): Candidate[] {
  if (found.length < 2) return [...found];
  const once = found.filter((c, i) => found.findIndex((d) => d.address === c.address) === i);
  const preferred = once.filter(({ family }) => family === once[0]?.family);
  const others = once.filter(({ family }) => family !== once[0]?.family);
  return preferred.flatMap((candidate, i) => [candidate, ...others.slice(i, i + 1)]).concat(others.slice(preferred.length));
}

/**
 * Connects to the first address that answers. The next one begins when the one before it fails, or after 250 ms beside it; what
 * comes too late is closed.
 * @param tried gets each address as it is tried, and what became of it.
 * @throws what the signal says, else the most telling error of all addresses.
 */
export function firstToConnect<T extends { destroy(): void }>(
  candidates: readonly Candidate[],
  connect: (candidate: Candidate, signal: AbortSignal) => Promise<T>,
  { signal, tried }: { signal: AbortSignal; tried: Tried[] },
): Promise<{ socket: T; connectMs: number; winner: Candidate }> {
  return new Promise((resolve, reject) => {
    // One alone has nobody to lose against.
    const over = candidates.length > 1 ? new AbortController() : undefined;
    const either = over ? AbortSignal.any([signal, over.signal]) : signal;
    const errors: unknown[] = [];
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      over?.abort(OVER);
    };
    const begin = () => {
      clearTimeout(timer);
      const candidate = candidates[next++];
      if (!candidate || either.aborted) return;
      const way: Tried = { ...candidate };
      tried.push(way);
      const started = elapsedMs();
      connect(candidate, either).then(
        (socket) => {
          if (over?.signal.aborted) return socket.destroy();
          end();
          resolve({ socket, connectMs: elapsedMs() - started, winner: candidate });
        },
        (error: unknown) => {
          if (over?.signal.aborted) return;
          if (signal.aborted) {
            end();
            return reject(signal.reason);
          }
          way.code = String((error as { code?: unknown }).code ?? 'failed');
          errors.push(error);
          if (errors.length < candidates.length) begin();
          else {
            end();
            reject(mostTelling(errors));
          }
        },
      );
      if (next < candidates.length) timer = setTimeout(begin, ATTEMPT_DELAY_MS);
    };
    if (signal.aborted) reject(signal.reason);
    else begin();
  });
}

/** A host that refuses says more than a way that does not exist. */
const TELLING = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH'];

function mostTelling(errors: unknown[]): unknown {
  const codes = errors.map((error) => String((error as { code?: unknown }).code));
  const found = TELLING.map((code) => codes.indexOf(code)).find((at) => at >= 0);
  return errors[found ?? errors.length - 1];
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'closed',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to it (EHOSTUNREACH)',
  ENETUNREACH: 'no route to it (ENETUNREACH)',
  EADDRNOTAVAIL: 'no route to it (EADDRNOTAVAIL)',
};

/** "203.0.113.1 (IPv4): refused; 2001:db8::1 (IPv6): no answer". */
export function triedText(tried: readonly Tried[]): string {
  return tried
    .map(({ address, family, code }) => `${address} (IPv${family}): ${code === undefined ? 'no answer' : (WORDS[code] ?? code)}`)
    .join('; ');
}
