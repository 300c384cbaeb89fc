import type { MemoryObservation } from '../shared/observation.ts';
import type { Metric } from '../shared/signals/metrics.ts';

/** The gauges of one observation; what is unknown is published as unknown and as nothing else. */
export function memoryMetrics({ memory, disk, cpu }: MemoryObservation): Metric[] {
  const unknown = [memory, disk, cpu].some((usage) => usage?.state === 'unknown');
  const metrics: Metric[] = [{ key: 'observationUnknown', value: Number(unknown), dimensions: { Check: 'memory' } }];
  if (memory?.state === 'known') {
    metrics.push({ key: 'memoryUsedPercent', value: memory.usedPercent, dimensions: {} });
    if (memory.peakPercent !== undefined) metrics.push({ key: 'memoryPeakPercent', value: memory.peakPercent, dimensions: {} });
    if (memory.hoursToLimit !== undefined)
      metrics.push({ key: 'hoursToMemoryLimit', value: memory.hoursToLimit, dimensions: {} });
  }
  if (disk?.state === 'known') metrics.push({ key: 'diskUsedPercent', value: disk.usedPercent, dimensions: {} });
  if (cpu?.state === 'known') metrics.push({ key: 'cpuUsedPercent', value: cpu.usedPercent, dimensions: {} });
  return metrics;
}
