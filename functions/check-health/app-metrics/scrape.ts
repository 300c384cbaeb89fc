import type { AppMetrics, AppTotals } from '../../shared/app-metrics.ts';
import { DEFAULTS } from '../../shared/config/defaults.ts';
import type { MonitorConfig } from '../../shared/config/schema.ts';
import type { HealthObservation, Observation } from '../../shared/observation.ts';
import { cutText } from '../../shared/text/cut.ts';
import { attemptOnce } from '../attempt.ts';
import type { HealthPorts } from '../check.ts';
import { resolveHost } from '../connection.ts';
import type { Answer } from '../exchange.ts';
import { requestHeaders } from '../request-headers.ts';
import { figuresBetween } from './figures.ts';
import { totalsOf } from './totals.ts';

const TIMEOUT_SECONDS = 5;
const ACCEPT = 'text/plain;version=0.0.4';

type Config = Pick<MonitorConfig, 'metrics' | 'logs' | 'network'>;

/**
 * Asks AtlasML's own `/metrics`, once: of a run that fails the next one tells as much.
 * @param before what the run before this one knew. @returns undefined where none is configured.
 */
export async function scrapeApp(
  { metrics, logs, network }: Config,
  ports: HealthPorts,
  before: AppTotals | undefined,
): Promise<AppMetrics | undefined> {
  if (!metrics) return undefined;
  const unknown = (reason: string): AppMetrics => ({ state: 'unknown', reason, ...(before && { totals: before }) });
  const headers = await requestHeaders({ headers: metrics.headers }, ports.secrets);
  if ('fault' in headers) return unknown(headers.fault.sentence);
  const { answer, fault } = await (ports.attempt ?? attemptOnce)({
    endpoint: { url: metrics.url, method: 'GET', timeoutSeconds: TIMEOUT_SECONDS },
    headers: { ...headers.values, accept: ACCEPT },
    allowPrivate: network.allowPrivateTargets,
    resolve: ports.resolve ?? resolveHost,
    now: ports.clock.now(),
    ca: ports.ca,
  });
  if (!answer) return unknown(fault?.sentence ?? 'no answer');
  const refused = whyUnreadable(answer, metrics.url);
  if (refused) return unknown(refused);
  const ownPaths = [...(logs?.healthPaths ?? DEFAULTS.logs.healthPaths), ...ownPathsOf(metrics.url)];
  const totals = totalsOf(answer.body, metrics, ownPaths, ports.clock.now());
  const { requests, took, weaviateTook } = totals;
  if (requests === undefined && !took && !weaviateTook) {
    return unknown(
      `it answers, but there is neither ${metrics.requests} nor ${metrics.duration} nor ${metrics.weaviate}: prometheus_client alone counts no requests`,
    );
  }
  const figures = figuresBetween(before, totals);
  return { state: 'known', totals, ...(figures && { figures }) };
}

/** What the newest stored run counted. */
export function appTotalsOf(observations: Observation[]): AppTotals | undefined {
  return observations.flatMap((o) => (o.check === 'health' ? (o.app?.totals ?? []) : []))[0];
}

/** A run of check-health with what AtlasML says of itself. */
export function withApp(seen: HealthObservation, app: AppMetrics | undefined): HealthObservation {
  return app ? { ...seen, app } : seen;
}

const OK = 200;
const LONGEST_LOCATION = 200;

function whyUnreadable({ status, headers, unreadable }: Answer, url: string): string | undefined {
  if (status >= 300 && status < 400) {
    const to = cutText(headers.location ?? 'elsewhere', LONGEST_LOCATION);
    return `HTTP ${status}: redirected to ${to}. ${url.endsWith('/') ? '' : 'An app that is mounted at /metrics needs the slash at the end: '}write the URL that it is redirected to.`;
  }
  if (status !== OK) return `HTTP ${status}${status === 404 ? ': AtlasML has no such page unless somebody added it' : ''}`;
  return unreadable?.sentence;
}

/** A mounted app is asked with a slash, and may be counted without. */
function ownPathsOf(url: string): string[] {
  const path = new URL(url).pathname.replace(/\/$/, '');
  return [path, `${path}/`];
}
