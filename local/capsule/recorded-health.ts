import type { EndpointConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { EndpointObservation, HealthObservation, Observation } from '../../functions/shared/observation.ts';
import type { Seen } from '../replay/seen.ts';
import type { Sample } from '../replay/series.ts';
import { type MetricMinutes, minuteOf } from './minutes.ts';
import type { Span } from './take-capsule.ts';

const MINUTE_MS = 60_000;
/** A sample speaks for the moments around it (`series.ts`). */
const EVERY_MS = 20_000;
const QUICK_MS = 20;
const JSON_HEADERS = { 'content-type': 'application/json', server: 'uvicorn' };

/**
 * What probes got and how much memory was in use, by what was measured then: as many samples as a further request may ask for. A minute of
 * which nothing was kept has none.
 * @param endpoint that is replayed. @param inferred what the log tells, for a failure of which no more is kept than that it was one.
 */
export function recordedSamples(
  { fromMs, untilMs }: Span,
  minutes: MetricMinutes,
  observations: readonly Observation[],
  { components }: Pick<MonitorConfig, 'components'>,
  endpoint: Pick<EndpointConfig, 'name'>,
  inferred: (atMs: number) => Seen,
): Sample[] {
  const seen = new Map(
    observations.flatMap((o) => {
      const of = o.check === 'health' ? endpointIn(o, endpoint.name) : undefined;
      return of ? [[minuteOf(o.atMs), of] as const] : [];
    }),
  );
  const samples: Sample[] = [];
  for (let atMs = minuteOf(fromMs); atMs < untilMs; atMs += MINUTE_MS) {
    const health = healthAt(atMs, minutes, components, endpoint.name, seen.get(atMs), inferred);
    const memoryPercent = minutes.at('memoryUsedPercent', atMs);
    for (let ms = atMs; ms < atMs + MINUTE_MS; ms += EVERY_MS)
      samples.push({ atMs: ms, ...(health && { health }), ...(memoryPercent !== undefined && { memoryPercent }) });
  }
  return samples.filter(({ health, memoryPercent }) => health !== undefined || memoryPercent !== undefined);
}

const endpointIn = ({ endpoints }: HealthObservation, name: string) => endpoints.find((e) => e.endpoint === name);

function healthAt(
  atMs: number,
  minutes: MetricMinutes,
  components: readonly string[],
  name: string,
  seen: EndpointObservation | undefined,
  inferred: (atMs: number) => Seen,
): Seen | undefined {
  const up = minutes.at('up', atMs, { Endpoint: name }, 'min') ?? (seen && upOf(seen));
  if (up === undefined) return undefined;
  const seconds = minutes.at('responseTime', atMs, { Endpoint: name });
  const tookMs = seconds === undefined ? QUICK_MS : seconds * 1000;
  const failing = components.filter((c) => minutes.at('componentUp', atMs, { Component: c }, 'min') === 0);
  if (up >= 1) return { status: 200, headers: JSON_HEADERS, body: bodyOf(components, failing), tookMs };
  if (failing.length > 0)
    return { status: seen?.httpStatus ?? 503, headers: JSON_HEADERS, body: bodyOf(components, failing), tookMs };
  if (seen?.httpStatus !== undefined) return { status: seen.httpStatus, headers: {}, body: seen.answeredBy?.body ?? '', tookMs };
  const guess = inferred(atMs);
  return 'error' in guess ? guess : { error: 'EFAULT', tookMs: QUICK_MS, connected: false };
}

function upOf({ verdict }: EndpointObservation): number | undefined {
  return verdict === 'unknown' ? undefined : Number(verdict !== 'down');
}

/** AtlasML's health answer (routers/health.py), with the components that were known to fail. */
function bodyOf(components: readonly string[], failing: readonly string[]): string {
  const own = [...new Set(components.map((c) => c.split('/')[0] ?? c))];
  const entries = own.map((name) => {
    const collections = components.flatMap((c) => (c.startsWith(`${name}/`) ? [c.slice(name.length + 1)] : []));
    const missing = collections.filter((c) => failing.includes(`${name}/${c}`));
    const isDown = failing.includes(name) && missing.length === 0;
    if (isDown) return [name, { status: 'error', message: `${name.replace(/^./, (c) => c.toUpperCase())} is unreachable` }];
    const state = Object.fromEntries(collections.map((c) => [c, { status: missing.includes(c) ? 'missing' : 'ok' }]));
    const message = missing.length > 0 ? { message: `Missing required collections: ${missing.join(', ')}` } : {};
    return [name, { status: failing.includes(name) || missing.length > 0 ? 'error' : 'ok', collections: state, ...message }];
  });
  const status = failing.length > 0 ? 'error' : 'ok';
  return JSON.stringify({ status, components: { api: { status: 'ok' }, ...Object.fromEntries(entries) } });
}
