import { percentOfLimit } from './units.ts';

export const CGROUP_FILES = ['memory.current', 'memory.max', 'memory.stat'] as const;

/** Contents of a cgroup v2 directory's files. */
export type CgroupFiles = Record<(typeof CGROUP_FILES)[number], string>;

/**
 * Memory in use as `docker stats` counts it: the whole usage less the file cache that can be given back
 * (inactive_file). Shared memory and tmpfs stay in, because the kernel cannot give them back.
 * Rule: https://docs.docker.com/reference/cli/docker/container/stats/
 */
export function cgroupUsage(files: CgroupFiles): { usedBytes: number; percent: number | undefined } {
  const current = Number(files['memory.current'].trim());
  const inactive = Number(/^inactive_file (\d+)$/m.exec(files['memory.stat'])?.[1] ?? 0);
  const usedBytes = inactive < current ? current - inactive : current;
  return { usedBytes, percent: percentOfLimit(usedBytes, files['memory.max'].trim()) };
}
