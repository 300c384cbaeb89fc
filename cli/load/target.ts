import { isIP } from 'node:net';
import { attemptOnce } from '../../functions/check-health/attempt.ts';
import { type Resolve, resolveHost } from '../../functions/check-health/connection.ts';
import { requestHeaders } from '../../functions/check-health/request-headers.ts';
import { judge } from '../../functions/check-health/verdict.ts';
import { bodyOf } from '../../functions/shared/config/asked-of-endpoint.ts';
import type { EndpointConfig } from '../../functions/shared/config/schema.ts';
import { refusal, refusalAdvice } from '../../functions/shared/http/addresses.ts';
import type { Secrets } from '../../functions/shared/ports.ts';
import { UsageError } from '../usage-error.ts';
import type { Answered } from './run-plan.ts';

export interface SendPorts {
  secrets: Secrets;
  resolve?: Resolve;
  /** Ends what is on its way. */
  abandon: AbortSignal;
  now(): number;
}

/**
 * Sends one endpoint its request, as a probe does: over a connection of its own, so that no request waits for another on this side.
 * The name is looked up once, and the addresses are judged as those of probes are.
 * @throws UsageError for an address that nothing may connect to, a name that has none, and a secret that is missing.
 */
export async function senderTo(endpoint: EndpointConfig, ports: SendPorts): Promise<() => Promise<Answered>> {
  const { secrets, resolve = resolveHost, abandon, now } = ports;
  const host = new URL(endpoint.url).hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host).catch(() => []);
  if (addresses.length === 0) throw new UsageError(`The name ${host} has no address (DNS); check its spelling.`);
  for (const { address } of addresses) {
    const refused = refusal(address, true);
    if (refused) throw new UsageError(`${host} is ${refused.what}, where nothing is sent. ${refusalAdvice(refused)}`);
  }
  const headers = await requestHeaders(endpoint, secrets);
  if ('fault' in headers) throw new UsageError(headers.fault.sentence);
  const body = endpoint.request && bodyOf(endpoint.request);
  const options = { endpoint, headers: headers.values, body, allowPrivate: true, resolve: async () => addresses };
  return async () => {
    const { answer, fault } = await attemptOnce({ ...options, now: now(), signal: abandon });
    const verdict = answer && judge(answer, endpoint, now());
    const wrong = fault ?? verdict?.fault;
    const status = answer && `HTTP ${answer.status}`;
    const isWell = verdict?.verdict === 'up';
    const isByStatus = answer !== undefined && !endpoint.expectedStatus.includes(answer.status);
    const kind = (isByStatus ? status : wrong?.kind) ?? status ?? 'failed';
    return { isWell, kind, sentence: wrong?.sentence ?? status ?? 'The request failed.' };
  };
}
