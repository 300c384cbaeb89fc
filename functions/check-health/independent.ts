import type { MonitorConfig } from '../shared/config/schema.ts';
import type { EndpointObservation, HealthObservation, IndependentTarget, Observation } from '../shared/observation.ts';
import { type ReadersTime, readersTime } from '../shared/text/readers-time.ts';
import { attemptOnce } from './attempt.ts';
import type { HealthPorts } from './check.ts';
import { resolveHost } from './connection.ts';
import { USER_AGENT } from './request-headers.ts';

/** How often it is asked while all is well. */
const EVERY_MS = 3_600_000;
/** An answer of longer ago says nothing of the way there now. */
const STALE_MS = 86_400_000;
/** Two attempts of a few seconds: one packet that was lost must not turn an outage into "not known". */
const ATTEMPTS = 2;
const TIMEOUT_SECONDS = 4;

type Config = Pick<MonitorConfig, 'endpoints' | 'network'> & Partial<Pick<MonitorConfig, 'timezone'>>;

/**
 * Asks an independent host when no endpoint gave any answer, and says what that means: where it does not answer either, and is
 * known to have answered from here before, the monitor's own network fails, and of AtlasML nothing is known. While all is well
 * it is asked once an hour, so that this is known.
 * @param target whom to ask; undefined asks nobody.
 * @param before what the run before this one left in its observation.
 */
export async function withIndependentTarget(
  seen: HealthObservation,
  config: Config,
  ports: Pick<HealthPorts, 'clock' | 'resolve' | 'ca' | 'attempt'>,
  target: string | undefined,
  before: IndependentTarget | undefined,
): Promise<HealthObservation> {
  if (target === undefined) return seen;
  const place = placeOf(config);
  const known = before?.url === target && before.place === place ? before : undefined;
  const isCut = noneAnswered(seen, config);
  const nowMs = ports.clock.now();
  if (!isCut && known && nowMs - known.askedMs < EVERY_MS) return { ...seen, independent: { ...known, noneAnswered: false } };
  const answers = await doesAnswer(target, config, ports);
  // While endpoints answer, one that does not is no witness from here.
  const answeredMs = answers ? nowMs : isCut ? known?.answeredMs : undefined;
  const independent = {
    url: target,
    place,
    askedMs: nowMs,
    answers,
    noneAnswered: isCut,
    ...(answeredMs !== undefined && { answeredMs }),
  };
  return { ...(isCut ? explained(seen, independent, nowMs, readersTime(config.timezone)) : seen), independent };
}

/** What the newest stored run remembers. */
export function independentOf(observations: Observation[]): IndependentTarget | undefined {
  return observations.flatMap((o) => (o.check === 'health' ? (o.independent ?? []) : []))[0];
}

/** True when each endpoint that could be probed failed before a byte of an answer came, and there is one at least. */
export function noneAnswered({ endpoints }: Pick<HealthObservation, 'endpoints'>, config: Pick<Config, 'endpoints'>): boolean {
  const probed = endpoints.filter((e) => e.verdict !== 'unknown');
  return (
    probed.length > 0 && probed.every((e) => gaveNoSign(e, config.endpoints.find(({ name }) => name === e.endpoint)?.url ?? ''))
  );
}

const NO_SIGN = ['dns-not-found', 'dns-failed', 'unreachable'];

/** No name, no way, or silence up to the end of the TLS handshake. A host that refuses or closes is reached. */
function gaveNoSign({ verdict, fault = '', timings }: EndpointObservation, url: string): boolean {
  if (verdict !== 'down') return false;
  if (NO_SIGN.includes(fault)) return true;
  const isConnected = timings.connectMs !== undefined && (timings.tlsMs !== undefined || !url.startsWith('https:'));
  return fault === 'timeout' && !isConnected;
}

async function doesAnswer(
  url: string,
  config: Config,
  { resolve = resolveHost, clock, ca, attempt = attemptOnce }: Pick<HealthPorts, 'clock' | 'resolve' | 'ca' | 'attempt'>,
): Promise<boolean> {
  for (let left = ATTEMPTS; left > 0; left--) {
    const { answer } = await attempt({
      endpoint: { url, method: 'GET', timeoutSeconds: TIMEOUT_SECONDS },
      headers: { 'user-agent': USER_AGENT },
      allowPrivate: config.network.allowPrivateTargets,
      resolve,
      now: clock.now(),
      ca,
    });
    // Any answer will do, also one that redirects or refuses.
    if (answer) return true;
  }
  return false;
}

function explained(seen: HealthObservation, independent: IndependentTarget, nowMs: number, time: ReadersTime): HealthObservation {
  const { hostname } = new URL(independent.url);
  const { answers, answeredMs } = independent;
  const isOurs = !answers && answeredMs !== undefined && nowMs - answeredMs <= STALE_MS;
  const explain = (e: EndpointObservation): EndpointObservation => {
    if (e.verdict !== 'down') return e;
    if (answers) return { ...e, sentence: `${e.sentence} Another host (${hostname}) answers from here.` };
    if (!isOurs) return e;
    const { failedSinceMs: _, ...rest } = e;
    const sentence = `The monitor's own network fails: ${hostname} does not answer either, but did at ${time.date(answeredMs)}. It is not known whether AtlasML is well. About the endpoint: ${e.sentence}`;
    return { ...rest, verdict: 'unknown', fault: 'monitor-network', sentence };
  };
  return { ...seen, endpoints: seen.endpoints.map(explain) };
}

/** What must be the same for an answer of before to prove anything: the way out. */
function placeOf({ network: { vpc } }: Pick<Config, 'network'>): string {
  return vpc ? [vpc.id, ...vpc.subnetIds.toSorted(), vpc.securityGroupId].join(' ') : 'no VPC';
}
