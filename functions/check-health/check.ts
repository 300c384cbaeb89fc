import { bodyOf } from '../shared/config/asked-of-endpoint.ts';
import type { EndpointConfig, MonitorConfig } from '../shared/config/schema.ts';
import type { EndpointObservation, HealthObservation } from '../shared/observation.ts';
import type { Clock, Secrets } from '../shared/ports.ts';
import { milliseconds, plural } from '../shared/text/words.ts';
import { type Attempt, attemptOnce } from './attempt.ts';
import { type Resolve, resolveHost } from './connection.ts';
import { type Fault, isUnknown } from './fault.ts';
import { requestHeaders } from './request-headers.ts';
import { turns } from './turns.ts';
import { judge, type Verdict } from './verdict.ts';

export interface HealthPorts {
  clock: Clock;
  secrets: Secrets;
  resolve?: Resolve;
  /** More certificate authorities to trust, for tests with TLS. */
  ca?: string;
  /** One request; a replay gives what was seen in the past instead. @default attemptOnce */
  attempt?: typeof attemptOnce;
  /** Gets each endpoint as soon as it is known. */
  seen?(endpoint: EndpointObservation): void;
}

/**
 * Probes every endpoint at the same time. A failure is confirmed by further attempts within the run: down means that
 * every attempt failed.
 */
export async function checkHealth(
  config: Pick<MonitorConfig, 'endpoints' | 'confirm' | 'network'>,
  ports: HealthPorts,
): Promise<HealthObservation> {
  const turn = turns();
  const ported = { ...ports, attempt: ports.attempt ?? ((options) => turn(() => attemptOnce(options))) } satisfies HealthPorts;
  const endpoints = await Promise.all(
    config.endpoints.map(async (endpoint) => {
      const seen = await checkEndpoint(endpoint, config, ported);
      ports.seen?.(seen);
      return seen;
    }),
  );
  return { check: 'health', atMs: ports.clock.now(), endpoints };
}

/** The pause where nobody waits, as a multiple of the one where somebody does. */
const UNHURRIED = 1.5;

interface Tried {
  /** When it began, epoch ms. */
  atMs: number;
  attempt: Attempt;
  verdict: Verdict;
}

async function checkEndpoint(
  endpoint: EndpointConfig,
  config: Pick<MonitorConfig, 'confirm' | 'network'>,
  ports: HealthPorts & Required<Pick<HealthPorts, 'attempt'>>,
): Promise<EndpointObservation> {
  const body = endpoint.request && bodyOf(endpoint.request);
  const headers = await requestHeaders(endpoint, ports.secrets);
  if ('fault' in headers) return unknownObservation(endpoint, headers.fault);
  const ask = (asked: EndpointConfig) =>
    ports.attempt({
      endpoint: asked,
      headers: headers.values,
      body,
      allowPrivate: config.network.allowPrivateTargets,
      resolve: ports.resolve ?? resolveHost,
      now: ports.clock.now(),
      ca: ports.ca,
      isPublic: Object.keys(endpoint.headers).length === 0 && body === undefined,
    });
  const tries: Tried[] = [];
  for (;;) {
    const atMs = ports.clock.now();
    const { attempt, verdict } = await askAsTaken(endpoint, ask, ports.clock);
    if (!attempt.answer && verdict.verdict === 'unknown') return unknownObservation(endpoint, verdict.fault as Fault);
    const notes = [...headers.notes, ...(attempt.notes ?? []), ...(verdict.notes ?? [])];
    tries.push({ atMs, attempt, verdict: { ...verdict, notes } });
    // What is sent may cost its service something: one success is enough.
    const leastAttempts = body === undefined ? config.confirm.leastAttempts : 1;
    if (isEnough(tries, { ...config.confirm, leastAttempts })) return observe(endpoint, tries);
    // From begin to begin: an attempt that hung has used up the pause.
    const pauseMs = pauseSeconds(config.confirm, verdict.verdict === 'up') * 1000;
    await ports.clock.sleep(Math.max(0, atMs + pauseMs - ports.clock.now()));
  }
}

/** AtlasML's paths take no HEAD: what refuses it is asked by GET in the same attempt, for a wrong verb is no outage. */
async function askAsTaken(
  endpoint: EndpointConfig,
  ask: (asked: EndpointConfig) => Promise<Attempt>,
  clock: Clock,
): Promise<Pick<Tried, 'attempt' | 'verdict'>> {
  const attempt = await ask(endpoint);
  const { status } = attempt.answer ?? {};
  if (endpoint.method !== 'HEAD' || (status !== 405 && status !== 501)) {
    return { attempt, verdict: verdictOf(attempt, endpoint, clock.now()) };
  }
  const leftSeconds = Math.max(0.1, endpoint.timeoutSeconds - attempt.timings.totalMs / 1000);
  const asked: EndpointConfig = { ...endpoint, method: 'GET', timeoutSeconds: leftSeconds };
  const again = await ask(asked);
  const verdict = verdictOf(again, asked, clock.now());
  const note = `the endpoint takes no HEAD (HTTP ${status}), so it was asked by GET; set method: 'GET'`;
  return { attempt: again, verdict: { ...verdict, notes: [...(verdict.notes ?? []), note] } };
}

function verdictOf({ answer, fault }: Attempt, endpoint: EndpointConfig, nowMs: number): Verdict {
  if (answer) return judge(answer, endpoint, nowMs);
  const failed = fault as Fault;
  return { verdict: isUnknown(failed) ? 'unknown' : 'down', fault: failed, components: [] };
}

/** A failure is confirmed soon; a success has time, and what fails part of the time is seen the better for it. */
function pauseSeconds({ intervalSeconds }: MonitorConfig['confirm'], wasWell: boolean): number {
  return wasWell ? UNHURRIED * intervalSeconds : intervalSeconds;
}

/** How long a run takes in which each endpoint answers at once; s. */
export function wellSeconds({ confirm }: Pick<MonitorConfig, 'confirm'>): number {
  return (confirm.leastAttempts - 1) * pauseSeconds(confirm, true);
}

/** One success is proof; some attempts more are made all the same, or an endpoint that fails part of the time looks well. */
function isEnough(tries: Tried[], { attempts, leastAttempts }: MonitorConfig['confirm']): boolean {
  if (tries.length >= attempts || tries.some((t) => t.verdict.verdict === 'absent')) return true;
  return tries.length >= leastAttempts && tries.some((t) => t.verdict.verdict === 'up');
}

function observe(endpoint: EndpointConfig, tries: Tried[]): EndpointObservation {
  const isWell = ({ verdict }: Tried) => verdict.verdict === 'up' || verdict.verdict === 'absent';
  // An answer that does not tell is worth less than one that does, well or not.
  const best = tries.findLast(isWell) ?? tries.findLast((t) => t.verdict.verdict === 'down') ?? (tries.at(-1) as Tried);
  const { attempt, verdict } = best;
  const others = tries.filter((t) => t.verdict !== verdict);
  const { fault, answeredBy, notes = [] } = verdict;
  const firstFailed = tries.find((t) => t.verdict.verdict === 'down');
  const alike = tries.filter((t) => t.verdict.verdict === verdict.verdict).length;
  const tried = tries.length > 1 ? ` (${alike} of ${tries.length} attempts)` : '';
  const sentences = {
    up: `HTTP ${attempt.answer?.status} in ${milliseconds(attempt.timings.totalMs)}`,
    absent: 'HTTP 404: this optional endpoint does not exist here',
    down: `${fault?.sentence}${tried}`,
    unknown: `${fault?.sentence}${tried}`,
  };
  return {
    endpoint: endpoint.name,
    verdict: verdict.verdict,
    sentence: withNotes(sentences[verdict.verdict], notes),
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

const withNotes = (sentence: string, notes: string[]) =>
  notes.length > 0 ? `${sentence} (note: ${notes.join('; ')})` : sentence;

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

/** "2 of 3 endpoints are up", for logs and the command line. */
export function summary(observation: HealthObservation): string {
  const up = observation.endpoints.filter((e) => e.verdict === 'up').length;
  return `${up} of ${plural(observation.endpoints.length, 'endpoint')} up`;
}
