import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type {
  EndpointObservation,
  MemoryObservation,
  StoredObservation,
  UsageObservation,
} from '../../functions/shared/observation.ts';
import type { MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { MetricMinutes } from './minutes.ts';

/** An observation with what its metrics say of what a log cannot show: other endpoints, memory, disk and CPU. Pure. */
export function completed(observation: StoredObservation, minutes: MetricMinutes, config: MonitorConfig): StoredObservation {
  if (observation.check === 'memory') return withUsage(observation, minutes);
  if (observation.check !== 'health') return observation;
  const there = new Set(observation.endpoints.map(({ endpoint }) => endpoint));
  const others = scheduledEndpoints(config).filter(({ name }) => !there.has(name));
  const more = others.flatMap(({ name }) => endpointAt(name, minutes, observation.atMs));
  return { ...observation, endpoints: [...observation.endpoints, ...more] };
}

function endpointAt(endpoint: string, minutes: MetricMinutes, atMs: number): EndpointObservation[] {
  const up = minutes.at('up', atMs, { Endpoint: endpoint }, 'min');
  if (up === undefined) return [];
  const seconds = minutes.at('responseTime', atMs, { Endpoint: endpoint });
  const isUp = up >= 1;
  return [
    {
      endpoint,
      verdict: isUp ? 'up' : 'down',
      sentence: isUp ? 'It was up, by what was measured.' : 'It was down, by what was measured; what the probe saw was not kept.',
      attempts: 1,
      timings: { totalMs: (seconds ?? 0) * 1000 },
      components: [],
      earlierFaults: [],
    },
  ];
}

function withUsage(observation: MemoryObservation, minutes: MetricMinutes): MemoryObservation {
  const { atMs } = observation;
  const at = (key: MetricKey) => minutes.at(key, atMs);
  const usage = (key: MetricKey, more: object = {}): UsageObservation | undefined => {
    const usedPercent = at(key);
    return usedPercent === undefined ? undefined : { state: 'known', usedPercent, atMs, ...more };
  };
  const peakPercent = at('memoryPeakPercent');
  const hoursToLimit = minutes.at('hoursToMemoryLimit', atMs, {}, 'min');
  const memory = usage('memoryUsedPercent', {
    ...(peakPercent !== undefined && { peakPercent }),
    ...(hoursToLimit !== undefined && { hoursToLimit }),
  });
  const disk = usage('diskUsedPercent');
  const cpu = usage('cpuUsedPercent');
  return { ...observation, ...(memory && { memory }), ...(disk && { disk }), ...(cpu && { cpu }) };
}
