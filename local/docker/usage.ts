import { z } from 'zod';
import type { ContainerUsage } from '../../functions/shared/container-observation.ts';
import { readRfc3339 } from '../lines/stamps.ts';
import { EngineError } from './engine-error.ts';
import { cpusOf, type Inspection } from './inspection.ts';

const cpu = z.object({
  cpu_usage: z.object({ total_usage: z.number(), percpu_usage: z.array(z.number()).nullish() }),
  system_cpu_usage: z.number().nullish(),
  online_cpus: z.number().nullish(),
});

/** What is read of GET /containers/ID/stats, https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats */
const stats = z.object({
  read: z.string(),
  cpu_stats: cpu,
  precpu_stats: cpu.nullish(),
  memory_stats: z.object({ usage: z.number().nullish(), stats: z.record(z.string(), z.number()).nullish() }).nullish(),
  pids_stats: z.object({ current: z.number().nullish() }).nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: z.number() })).nullish() })
    .nullish(),
});

export type Stats = z.output<typeof stats>;

/** @throws EngineError where it is not what an Engine answers. */
export function readStats(json: unknown): Stats {
  const { success, data, error } = stats.safeParse(json);
  if (success) return data;
  throw new EngineError('garbled', `what Docker says of the use of memory cannot be read (${error.issues[0]?.path.join('.')})`);
}

export interface UsageOptions {
  /** What counts as its limit of memory where none is set. */
  limitBytes?: number | undefined;
  /** An earlier answer, where this one names none: CPU is what was used between the two. */
  before?: Stats | undefined;
}

/**
 * What a container uses. Without a limit of its own there is no percent of it: Docker names the memory of the host then. A container that does not run uses nothing, and nothing is known of it.
 */
export function usageOf(
  now: Stats,
  { HostConfig }: Pick<Inspection, 'HostConfig'>,
  { limitBytes, before }: UsageOptions = {},
): ContainerUsage {
  const atMs = readRfc3339(now.read) ?? 0;
  if (atMs <= 0) return { atMs: 0 };
  const memoryBytes = memoryOf(now);
  const limit = HostConfig.Memory || limitBytes;
  const cpuPercent = cpuOf(now, before, cpusOf(HostConfig));
  const networks = Object.values(now.networks ?? {});
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  // cgroup v1 says "Read", v2 "read"; a kernel that counts none says nothing.
  const blocks = now.blkio_stats?.io_service_bytes_recursive ?? [];
  const moved = (op: string) => sum(blocks.filter((b) => b.op.toLowerCase() === op).map(({ value }) => value));
  const processes = now.pids_stats?.current;
  return {
    atMs,
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(memoryBytes !== undefined && limit && { memoryPercent: (100 * memoryBytes) / limit }),
    ...(cpuPercent !== undefined && { cpuPercent }),
    ...(networks.length > 0 && {
      networkBytes: { received: sum(networks.map((n) => n.rx_bytes)), sent: sum(networks.map((n) => n.tx_bytes)) },
    }),
    ...(blocks.length > 0 && { blockBytes: { read: moved('read'), written: moved('write') } }),
    ...(processes != null && { processes }),
  };
}

/**
 * The whole usage less the file cache that can be given back, as `docker stats` shows it: total_inactive_file of cgroup v1,
 * inactive_file of v2. Rule: https://docs.docker.com/reference/cli/docker/container/stats/
 */
function memoryOf({ memory_stats: memory }: Stats): number | undefined {
  const usage = memory?.usage;
  if (usage == null) return undefined;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

/** Its share of the time that all CPUs of the host had, times their number, of those that it may use. */
function cpuOf(now: Stats, before: Stats | undefined, limit: number | undefined): number | undefined {
  const earlier = now.precpu_stats?.system_cpu_usage ? now.precpu_stats : before?.cpu_stats;
  const { cpu_usage, system_cpu_usage: system } = now.cpu_stats;
  const cpus = now.cpu_stats.online_cpus || cpu_usage.percpu_usage?.length;
  if (!earlier?.system_cpu_usage || !system || !cpus) return undefined;
  const used = cpu_usage.total_usage - earlier.cpu_usage.total_usage;
  const had = system - earlier.system_cpu_usage;
  // It was started anew in between.
  if (used < 0 || had <= 0) return undefined;
  return (100 * (used / had) * cpus) / Math.min(limit ?? cpus, cpus);
}
