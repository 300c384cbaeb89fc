import type { Attempt, AttemptOptions } from '../../functions/check-health/attempt.ts';
import { networkFault, timeoutFault } from '../../functions/check-health/network-fault.ts';
import { certificateFault } from '../../functions/check-health/tls-fault.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { PastProbe } from './seen.ts';

/** A connection on one machine or in one network takes about so long, ms. */
const CONNECT_MS = 1;

/** Node's codes of a certificate that is not accepted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const OF_CERTIFICATE = /CERT|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)/;

/** One request of the health check, answered from the past; it takes the simulated time that it took. */
export function pastAttempts(probe: PastProbe, clock: Clock): (options: AttemptOptions) => Promise<Attempt> {
  return async ({ endpoint }) => {
    const { timeoutSeconds } = endpoint;
    const seen = probe(clock.now(), timeoutSeconds * 1000);
    if ('unseen' in seen) {
      return { timings: { totalMs: 0 }, fault: { kind: 'probe-failed', sentence: `Not known: ${seen.unseen}.` } };
    }
    const totalMs = 'error' in seen && seen.error === 'timeout' ? timeoutSeconds * 1000 : seen.tookMs;
    await clock.sleep(totalMs);
    if (!('error' in seen)) {
      const { status, headers, body, tookMs } = seen;
      return { timings: { connectMs: CONNECT_MS, firstByteMs: tookMs, totalMs }, answer: { status, headers, body } };
    }
    const { error, connected } = seen;
    const phase = connected ? 'wait for the answer' : error === 'ENOTFOUND' ? 'name look-up' : 'connection';
    const timings = { ...(connected && { connectMs: CONNECT_MS }), totalMs };
    if (error === 'timeout') return { timings, fault: timeoutFault(phase, timeoutSeconds) };
    const { hostname } = new URL(endpoint.url);
    if (OF_CERTIFICATE.test(error)) return { timings, fault: certificateFault(error, hostname, '', undefined) };
    const failure = Object.assign(new Error(error), { code: error });
    return { timings, fault: networkFault(failure, phase, hostname) };
  };
}
