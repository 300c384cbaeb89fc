import type { EndpointConfig, MonitorConfig } from '../shared/config/schema.ts';
import type { EndpointObservation, HealthObservation } from '../shared/observation.ts';
import type { Metric } from '../shared/signals/metrics.ts';
import { wellSeconds } from './check.ts';

/**
 * So long after the begin of a run by the schedule, which has no step below a minute, the endpoints are asked once more. Half of the
 * minute in which an outage would wait to be seen is saved by it.
 */
export const BETWEEN_SECONDS = 30;
/** It never begins sooner after the end of the run before. */
const LEAST_SECONDS = 5;
/** What a run saw longer ago says nothing of now. */
const STALE_MS = 120_000;

/** How long it waits for the end of the run before, where that took as long as it does while all is well; s. */
export function betweenDelaySeconds(config: Pick<MonitorConfig, 'confirm'>): number {
  return Math.max(LEAST_SECONDS, Math.round(BETWEEN_SECONDS - wellSeconds(config)));
}

/**
 * What is asked between two runs: whoever was not down in the one before, for of those people know already, and is sent nothing,
 * for what is sent may cost its service something. One success is enough.
 */
export function betweenOf<T extends Pick<MonitorConfig, 'endpoints' | 'confirm'>>(
  config: T,
  scheduled: EndpointConfig[],
  down: readonly string[],
): T {
  const endpoints = scheduled.filter(({ name, request }) => request === undefined && !down.includes(name));
  return { ...config, endpoints, confirm: { ...config.confirm, leastAttempts: 1 } };
}

/** The names of the endpoints that are down. */
export function downOf(endpoints: readonly Pick<EndpointObservation, 'endpoint' | 'verdict'>[]): string[] {
  return endpoints.filter(({ verdict }) => verdict === 'down').map(({ endpoint }) => endpoint);
}

/** Whether an attempt failed. Else nothing is published: all stays as the run before it said, and costs nothing more. */
export function isNews({ endpoints }: HealthObservation): boolean {
  return endpoints.some((e) => e.verdict === 'down' || (e.verdict === 'up' && e.earlierFaults.length > 0));
}

/** What was seen between two runs, with what the run before said of those who were not asked; and what that one had published of them. */
export function joined(
  seen: HealthObservation,
  before: HealthObservation | undefined,
): { seen: HealthObservation; kept: Metric[] } {
  const names = seen.endpoints.map(({ endpoint }) => endpoint);
  const fresh = before && seen.atMs - before.atMs < STALE_MS ? before : undefined;
  const others = fresh?.endpoints.filter(({ endpoint }) => !names.includes(endpoint)) ?? [];
  const isOfOthers = ({ dimensions: { Endpoint } }: Metric) => others.some(({ endpoint }) => endpoint === Endpoint);
  return {
    seen: { ...fresh, ...seen, endpoints: [...seen.endpoints, ...others] },
    kept: fresh?.published?.filter(isOfOthers) ?? [],
  };
}

/**
 * The names of the endpoints that the run before called down, by what Lambda hands on when a run has ended. What cannot be read names none.
 * Shape: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function downBefore({ Records }: { Records: readonly { body?: unknown }[] }): string[] {
  try {
    const { responsePayload } = JSON.parse(String(Records[0]?.body));
    return downOf(responsePayload.endpoints).filter((name) => typeof name === 'string');
  } catch {
    return [];
  }
}
