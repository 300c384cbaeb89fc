import { setTimeout } from 'node:timers/promises';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { EndpointConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, Secrets } from '../../functions/shared/ports.ts';
import type { Configuration } from '../configuration.ts';
import type { Screen } from '../screen.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { figuresOf } from './figures.ts';
import { healthMeanwhile } from './health.ts';
import { type Plan, planAsked, planOf } from './plan.ts';
import { codeOf, type LoadResult, reportOf } from './report.ts';
import { runPlan } from './run-plan.ts';
import { senderTo } from './target.ts';

export interface LoadAsked {
  url: string;
  rate?: string;
  duration?: string;
  health?: string;
  endpoint?: string;
}

export interface LoadPorts {
  configuration: Pick<Configuration, 'each'>;
  secrets: Secrets;
  screen: Pick<Screen, 'complain'>;
  /** Ends it with the figures so far. */
  signal: AbortSignal;
}

const HEALTH_EACH_SECOND = 1;

/** `load URL`: requests to one endpoint at a fixed rate, and what the health check says meanwhile. */
export async function loadCommand(asked: LoadAsked, { configuration, secrets, screen, signal }: LoadPorts): Promise<Outcome> {
  const plan = planAsked(asked);
  const configs = await Promise.all((await configuration.each()).map((one) => one.checked()));
  const { endpoint, isConfigured } = targetOf(asked, configs);
  const health = healthOf(asked, endpoint, configs);
  const over = new AbortController();
  const ports = { secrets, abandon: signal, now: Date.now };
  const [send, askHealth] = await Promise.all([senderTo(endpoint, ports), health && senderTo(health, ports)]);
  screen.complain(beginning(plan, endpoint, health, isConfigured));
  const clock = steadyClock(AbortSignal.any([signal, over.signal]));
  const loading = runPlan(plan, { clock, send, abandon: signal }).finally(() => over.abort());
  const longest = planOf(HEALTH_EACH_SECOND, plan.durationSeconds + endpoint.timeoutSeconds);
  const probing = askHealth && runPlan(longest, { clock, send: askHealth, stop: over.signal, abandon: signal });
  const [requests, probes] = await Promise.all([loading, probing]);
  const result: LoadResult = {
    target: { url: endpoint.url, method: endpoint.method },
    asked: { ratePerSecond: plan.ratePerSecond, durationSeconds: plan.durationSeconds, requests: plan.dueMs.length },
    isEndedEarly: signal.aborted,
    ...figuresOf(requests),
    health: probes && health ? healthMeanwhile(health.url, probes) : undefined,
  };
  return { text: reportOf(result), code: codeOf(result), json: result };
}

/** The endpoint of the configuration with that URL, else the URL alone, asked by GET. */
function targetOf(
  { url, endpoint: name }: LoadAsked,
  configs: MonitorConfig[],
): { endpoint: EndpointConfig; isConfigured: boolean } {
  const [plain] = resolveConfig({ endpoints: [{ name: 'target', url, body: 'none' }] }, 'The command line', {
    'endpoints[0].url': 'URL',
  }).endpoints;
  const same = configs.flatMap(({ endpoints }) => endpoints).filter((one) => new URL(one.url).href === new URL(url).href);
  const found = same.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && found.length === 0)
    throw new UsageError(`--endpoint ${name}: no endpoint of the configuration has that name and the URL ${url}`);
  const [first, second] = found;
  if (first && second)
    throw new UsageError(
      `${url} is the URL of several endpoints (${found.map((one) => one.name).join(', ')}): say which with --endpoint NAME`,
    );
  return { endpoint: first ?? (plain as EndpointConfig), isConfigured: first !== undefined };
}

/** The health check of the same host. */
function healthOf({ health }: LoadAsked, { url }: EndpointConfig, configs: MonitorConfig[]): EndpointConfig | undefined {
  if (health !== undefined)
    return resolveConfig({ endpoints: [{ name: 'health', url: health }] }, 'The command line', { 'endpoints[0].url': '--health' })
      .endpoints[0];
  return configs
    .flatMap(({ endpoints }) => endpoints)
    .find((one) => one.body === 'health' && one.request === undefined && new URL(one.url).origin === new URL(url).origin);
}

function beginning(
  plan: Plan,
  { method, url, request }: EndpointConfig,
  health: EndpointConfig | undefined,
  isConfigured: boolean,
) {
  const { ratePerSecond, durationSeconds, dueMs } = plan;
  const what = isConfigured
    ? request
      ? 'with the body of the configuration'
      : 'without a body'
    : 'without a body, because the URL is not in the configuration';
  const beside = health ? ` Beside it ${health.url} is asked each second.` : '';
  return `Sending ${dueMs.length} requests to ${method} ${url}, ${what}: ${ratePerSecond} a second for ${durationSeconds} s.${beside} Ctrl-C ends it.`;
}

/** A clock that no correction of the time of day moves; its sleeps end with the signal. */
function steadyClock(signal: AbortSignal): Clock {
  return {
    now: () => performance.now(),
    sleep: (ms) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  };
}
