import type { EndpointConfig, MonitorConfig } from '../shared/config/schema.ts';
import type { EndpointObservation, HealthObservation } from '../shared/observation.ts';
import type { Clock, Secrets } from '../shared/ports.ts';
import { milliseconds, plural } from '../shared/text/words.ts';
import { type Attempt, attemptOnce } from './attempt.ts';
import { type Resolve, resolveHost } from './connection.ts';
import { type Fault, isUnknown } from './fault.ts';
import { judge, type Verdict } from './verdict.ts';

/** WAF rules block requests without a User-Agent; ours says who asks. */
export const USER_AGENT = 'AtlasML-Monitor/0.1 (health check)';

export interface HealthPorts {
  clock: Clock;
  secrets: Secrets;
  resolve?: Resolve;
  /** More certificate authorities to trust, for tests with TLS. */
  ca?: string;
  /** One request; a replay gives what was seen in the past instead. @default attemptOnce */
  attempt?: typeof attemptOnce;
}

/**
 * Probes every endpoint at the same time. A failure is confirmed by further attempts within the run: down means that
 * every attempt failed.
 */
export async function checkHealth(
  config: Pick<MonitorConfig, 'endpoints' | 'confirm' | 'network'>,
  ports: HealthPorts,
): Promise<HealthObservation> {
  const endpoints = await Promise.all(config.endpoints.map((endpoint) => checkEndpoint(endpoint, config, ports)));
  return { check: 'health', atMs: ports.clock.now(), endpoints };
}

interface Tried {
  /** When it began, epoch ms. */
  atMs: number;
  attempt: Attempt;
  verdict: Verdict;
}

async function checkEndpoint(
  endpoint: EndpointConfig,
  config: Pick<MonitorConfig, 'confirm' | 'network'>,
  ports: HealthPorts,
): Promise<EndpointObservation> {
  const headers = await resolveHeaders(endpoint, ports.secrets);
  if ('fault' in headers) return unknownObservation(endpoint, headers.fault);
  const tries: Tried[] = [];
  for (;;) {
    const atMs = ports.clock.now();
    const attempt = await (ports.attempt ?? attemptOnce)({
      endpoint,
      headers: headers.values,
      allowPrivate: config.network.allowPrivateTargets,
      resolve: ports.resolve ?? resolveHost,
      now: atMs,
      ca: ports.ca,
    });
    const verdict: Verdict = attempt.answer
      ? judge(attempt.answer, endpoint, ports.clock.now())
      : { verdict: 'down', fault: attempt.fault as Fault, components: [] };
    if (verdict.fault && isUnknown(verdict.fault)) return unknownObservation(endpoint, verdict.fault);
    tries.push({ atMs, attempt, verdict });
    if (isEnough(tries, config.confirm)) return observe(endpoint, tries);
    await ports.clock.sleep(config.confirm.intervalSeconds * 1000);
  }
}

/** One success is proof; some attempts more are made all the same, or an endpoint that fails part of the time looks well. */
function isEnough(tries: Tried[], { attempts, leastAttempts }: MonitorConfig['confirm']): boolean {
  if (tries.length >= attempts || tries.some((t) => t.verdict.verdict === 'absent')) return true;
  return tries.length >= leastAttempts && tries.some((t) => t.verdict.verdict === 'up');
}

function observe(endpoint: EndpointConfig, tries: Tried[]): EndpointObservation {
  const well = tries.findLast((t) => t.verdict.verdict !== 'down');
  const { attempt, verdict } = well ?? (tries.at(-1) as Tried);
  const others = tries.filter((t) => t.verdict !== verdict);
  const { fault, answeredBy } = verdict;
  const firstFailed = tries.find((t) => t.verdict.verdict === 'down');
  const tried = tries.length > 1 ? ` (${tries.length} of ${tries.length} attempts)` : '';
  const sentences = {
    up: `HTTP ${attempt.answer?.status} in ${milliseconds(attempt.timings.totalMs)}`,
    absent: 'HTTP 404: this optional endpoint does not exist here',
    down: `${fault?.sentence}${tried}`,
  };
  return {
    endpoint: endpoint.name,
    verdict: verdict.verdict,
    sentence: sentences[verdict.verdict],
    ...(fault && { fault: fault.kind }),
    ...(attempt.answer && { httpStatus: attempt.answer.status }),
    attempts: tries.length,
    timings: attempt.timings,
    components: verdict.components,
    ...(attempt.certificateDaysLeft !== undefined && { certificateDaysLeft: attempt.certificateDaysLeft }),
    earlierFaults: others.flatMap((t) => (t.verdict.fault ? [t.verdict.fault.sentence] : [])),
    ...(firstFailed && { failedSinceMs: firstFailed.atMs }),
    ...(answeredBy && { answeredBy }),
  };
}

function unknownObservation(endpoint: EndpointConfig, fault: Fault): EndpointObservation {
  return {
    endpoint: endpoint.name,
    verdict: 'unknown',
    sentence: fault.sentence,
    fault: fault.kind,
    attempts: 0,
    timings: { totalMs: 0 },
    components: [],
    earlierFaults: [],
  };
}

type Headers = { values: Record<string, string> } | { fault: Fault };

async function resolveHeaders(endpoint: EndpointConfig, secrets: Secrets): Promise<Headers> {
  const values: Record<string, string> = { 'user-agent': USER_AGENT, accept: 'application/json' };
  for (const [header, value] of Object.entries(endpoint.headers)) {
    if (typeof value === 'string') values[header] = value;
    else {
      try {
        values[header] = await secrets.read(value.parameter);
      } catch {
        const sentence = `The header ${header} needs the parameter ${value.parameter}, which could not be read; create it, or allow the function to read it.`;
        return { fault: { kind: 'secret-missing', sentence } };
      }
    }
  }
  return { values };
}

/** "2 of 3 endpoints are up", for logs and the command line. */
export function summary(observation: HealthObservation): string {
  const up = observation.endpoints.filter((e) => e.verdict === 'up').length;
  return `${up} of ${plural(observation.endpoints.length, 'endpoint')} up`;
}
