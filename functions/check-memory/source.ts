import type { CpuSource, DiskSource, MemorySource } from '../shared/config/metric-source.ts';
import { bytesOf } from './units.ts';

/** A metric to read and how to make percent of it. */
export interface MetricSource {
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  /** Bytes in one unit of the metric; absent when the metric is a percentage already. */
  bytesPerUnit?: number;
  limitBytes?: number;
  /** A second metric of the same unit that is the limit. */
  limitMetric?: string;
  /** So many times 100 is the most that a percentage counts to. @default 1 */
  cpus?: number;
}

const BYTES = { bytes: 1, megabytes: 1024 ** 2, gigabytes: 1024 ** 3 };

/**
 * The metric behind a memory source. Names: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html,
 * Telegraf's inputs.docker (docker_container_mem, usage_percent) through outputs.cloudwatch.
 */
export function memoryMetric(source: MemorySource): MetricSource {
  switch (source.source) {
    case 'ecs':
      return {
        namespace: 'AWS/ECS',
        metric: 'MemoryUtilization',
        dimensions: { ClusterName: source.cluster, ServiceName: source.service },
      };
    case 'container-insights':
      return {
        namespace: 'ECS/ContainerInsights',
        metric: 'MemoryUtilized',
        limitMetric: 'MemoryReserved',
        bytesPerUnit: BYTES.megabytes,
        dimensions: { ClusterName: source.cluster, ServiceName: source.service },
      };
    case 'cloudwatch-agent':
      return { namespace: 'CWAgent', metric: 'mem_used_percent', dimensions: source.dimensions };
    case 'telegraf':
      return { namespace: source.namespace, metric: 'docker_container_mem_usage_percent', dimensions: source.dimensions };
    case 'metric':
      return anyMetric(source);
  }
}

/**
 * The metric behind a CPU source, as percent of what the container may use. Names: available-metrics.html and
 * Container-Insights-metrics-ECS.html as above; of ECS the percent is of the units that the service's tasks reserve, and can be
 * above 100 on EC2. The agent's cpu_usage_active is of the whole host; Telegraf's docker_container_cpu counts each CPU as 100.
 */
export function cpuMetric(source: CpuSource): MetricSource {
  switch (source.source) {
    case 'ecs':
      return {
        namespace: 'AWS/ECS',
        metric: 'CPUUtilization',
        dimensions: { ClusterName: source.cluster, ServiceName: source.service },
      };
    case 'container-insights':
      return {
        namespace: 'ECS/ContainerInsights',
        metric: 'CpuUtilized',
        limitMetric: 'CpuReserved',
        bytesPerUnit: 1,
        dimensions: { ClusterName: source.cluster, ServiceName: source.service },
      };
    case 'cloudwatch-agent':
      return { namespace: 'CWAgent', metric: 'cpu_usage_active', dimensions: source.dimensions };
    case 'telegraf':
      return {
        namespace: source.namespace,
        metric: 'docker_container_cpu_usage_percent',
        dimensions: source.dimensions,
        cpus: source.cpus,
      };
    case 'metric': {
      const { namespace, metric, dimensions, cpus } = source;
      return { namespace, metric, dimensions, ...(cpus !== undefined && { cpus }) };
    }
  }
}

/** The metric behind a disk source. */
export function diskMetric(source: DiskSource): MetricSource {
  if (source.source === 'metric') return anyMetric(source);
  return { namespace: 'CWAgent', metric: 'disk_used_percent', dimensions: source.dimensions };
}

function anyMetric(source: Extract<MemorySource, { source: 'metric' }>): MetricSource {
  const { namespace, metric, dimensions, unit, limit } = source;
  const limitBytes = limit === undefined ? undefined : bytesOf(limit);
  return {
    namespace,
    metric,
    dimensions,
    ...(unit !== 'percent' && { bytesPerUnit: BYTES[unit] }),
    ...(limitBytes !== undefined && { limitBytes }),
  };
}
