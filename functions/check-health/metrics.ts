import type { AppMetrics, EndpointObservation, HealthObservation } from '../shared/observation.ts';
import type { Metric } from '../shared/signals/metrics.ts';

/**
 * The gauges of one observation. An endpoint whose probe could not run publishes no `Up` at all; one that is absent
 * publishes 1, because what does not exist is not down and its alarm must end.
 * @param components those of the configuration; a body may name any others, and each would be a metric to pay for.
 */
export function healthMetrics(observation: HealthObservation, components: string[]): Metric[] {
  const unknown = observation.endpoints.some((e) => e.verdict === 'unknown');
  return [
    { key: 'observationUnknown', value: Number(unknown), dimensions: { Check: 'health' } },
    ...observation.endpoints.flatMap(endpointMetrics),
    ...componentMetrics(observation.endpoints).filter(({ dimensions }) => components.includes(dimensions.Component ?? '')),
    ...appFigures(observation.app),
  ];
}

/** Those of one endpoint. */
export function endpointMetrics(endpoint: EndpointObservation): Metric[] {
  const dimensions = { Endpoint: endpoint.endpoint };
  const metrics: Metric[] = [];
  if (endpoint.verdict !== 'unknown') {
    metrics.push({ key: 'up', value: Number(endpoint.verdict !== 'down'), dimensions, highResolution: true });
  }
  // Where every attempt failed another alarm speaks, and this one must not outlast it.
  if (endpoint.verdict === 'up') {
    const value = (100 * endpoint.earlierFaults.length) / endpoint.attempts;
    metrics.push({ key: 'failedAttemptPercent', value, dimensions });
  }
  // The time of a cache is not that of AtlasML.
  if (endpoint.httpStatus !== undefined && (endpoint.verdict === 'up' || endpoint.verdict === 'down')) {
    metrics.push({ key: 'responseTime', value: endpoint.timings.totalMs / 1000, dimensions });
  }
  if (endpoint.certificateDaysLeft !== undefined) {
    metrics.push({ key: 'certificateDaysLeft', value: endpoint.certificateDaysLeft, dimensions });
  }
  // CloudWatch refuses a whole call for one value that is no number.
  return metrics.filter(({ value }) => Number.isFinite(value));
}

/** What is not known is not published, and no alarm asks for it. */
function appFigures(app: AppMetrics | undefined): Metric[] {
  const figures = app?.state === 'known' ? app.figures : undefined;
  if (!figures) return [];
  const values = {
    appRequestsPerMinute: figures.requestsPerMinute,
    appTookP50: figures.tookP50Seconds,
    appTookP95: figures.tookP95Seconds,
    appTookP99: figures.tookP99Seconds,
    appWeaviateTookP95: figures.weaviateTookP95Seconds,
  };
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || !Number.isFinite(value) ? [] : [{ key: key as keyof typeof values, value, dimensions: {} }],
  );
}

/** A component is down when any endpoint reports it down. */
function componentMetrics(endpoints: EndpointObservation[]): Metric[] {
  const up = new Map<string, boolean>();
  for (const { component, up: isUp } of endpoints.flatMap((e) => e.components))
    up.set(component, (up.get(component) ?? true) && isUp);
  return [...up].map(([component, isUp]) => ({ key: 'componentUp', value: Number(isUp), dimensions: { Component: component } }));
}
