import type { MonitorConfig } from '../shared/config/schema.ts';
import type { MemoryObservation, UsageObservation } from '../shared/observation.ts';
import type { Clock, Datapoint, MetricStore } from '../shared/ports.ts';
import { readersTime } from '../shared/text/readers-time.ts';
import type { Slowly } from './slowly.ts';
import { cpuMetric, diskMetric, type MetricSource, memoryMetric } from './source.ts';
import { hoursToLimit, soonToLimit } from './trend.ts';
import { percentOfLimit } from './units.ts';

/** No datapoint for this long is "unknown". */
export const STALE_MS = 15 * 60_000;
/** The newest minutes may hold only part of their samples and look like a drop. */
export const SETTLE_MS = 2 * 60_000;
const TREND_MS = 24 * 3_600_000;
/** A peak is looked for in the newest minutes, whole or not: part of its samples can only make it smaller. */
const PEAK_MS = 3 * 60_000;

export interface MemoryPorts {
  clock: Clock;
  metrics: Pick<MetricStore, 'read'>;
  /** How long a datapoint is waited for until it is whole. 0 where it comes at once, as on one machine. @default SETTLE_MS */
  settleMs?: number;
  /** How what changes slowly is read. @default each time */
  slowly?: Slowly;
}

const eachTime: Slowly = (_what, read) => read();

/** Reads memory, disk and CPU where they are configured. A source without data is unknown with a reason, never zero. */
export async function checkMemory(
  config: Pick<MonitorConfig, 'memory' | 'disk' | 'cpu'> & Partial<Pick<MonitorConfig, 'timezone'>>,
  ports: MemoryPorts,
): Promise<MemoryObservation> {
  const now = ports.clock.now();
  const { slowly = eachTime } = ports;
  const asked = { ...ports, timezone: config.timezone };
  const { disk: source } = config;
  const [memory, disk, cpu] = await Promise.all([
    config.memory && usage(memoryMetric(config.memory), now, asked, 'memory'),
    source &&
      slowly(
        'disk',
        () => usage(diskMetric(source), now, asked, 'level'),
        ({ state }) => state === 'known',
      ),
    config.cpu && usage(cpuMetric(config.cpu), now, asked, 'rate'),
  ]);
  return { check: 'memory', atMs: now, ...(memory && { memory }), ...(disk && { disk }), ...(cpu && { cpu }) };
}

async function usage(
  source: MetricSource,
  now: number,
  {
    metrics,
    settleMs = SETTLE_MS,
    slowly = eachTime,
    timezone,
  }: Pick<MemoryPorts, 'metrics' | 'settleMs' | 'slowly'> & { timezone: string | undefined },
  what: 'memory' | 'level' | 'rate',
): Promise<UsageObservation> {
  const isMemory = what === 'memory';
  try {
    // Asked at the same time they are one request.
    const [recent, highest] = await Promise.all([
      percents(source, metrics, now, STALE_MS + settleMs, 60),
      isMemory ? percents(source, metrics, now, STALE_MS + settleMs, 60, 'Maximum') : [],
    ]);
    const newest = newestSettled(recent, now, settleMs);
    if (!newest) return { state: 'unknown', reason: await silence(source, metrics, now, timezone) };
    const peaks = highest.filter(({ atMs }) => atMs > now - PEAK_MS - 60_000);
    const ofDay = () => percents(source, metrics, now, TREND_MS, 300);
    const day = isMemory ? await slowly('day', ofDay, (points) => points.length > 0) : [];
    const soon = isMemory ? soonToLimit(recent.filter((p) => p.atMs <= newest.atMs)) : undefined;
    // What is used anew each moment has no trend.
    const trend = what === 'rate' ? undefined : (soon ?? hoursToLimit(day));
    return {
      state: 'known',
      usedPercent: newest.value,
      atMs: newest.atMs,
      ...(peaks.length > 0 && { peakPercent: Math.max(...peaks.map((p) => p.value)) }),
      ...(source.limitBytes !== undefined && { limitBytes: source.limitBytes }),
      ...(trend !== undefined && { hoursToLimit: trend }),
    };
  } catch (error) {
    return { state: 'unknown', reason: `${source.namespace} ${source.metric} could not be read: ${(error as Error).message}` };
  }
}

/** The newest datapoint whose minute is over long enough to be whole. */
export function newestSettled(points: Datapoint[], now: number, settleMs = SETTLE_MS): Datapoint | undefined {
  return points.findLast((p) => p.atMs <= now - settleMs && p.atMs > now - STALE_MS - settleMs);
}

async function silence(
  source: MetricSource,
  metrics: Pick<MetricStore, 'read'>,
  now: number,
  timezone: string | undefined,
): Promise<string> {
  const what = `${source.namespace} ${source.metric} ${JSON.stringify(source.dimensions)}`;
  const last = (await percents(source, metrics, now, TREND_MS, 300)).at(-1);
  if (last) return `no datapoint of ${what} for 15 minutes; the last is of ${readersTime(timezone).date(last.atMs)}`;
  return `no datapoint of ${what} in the last day; check the namespace, the name and that the dimensions are exactly these`;
}

async function percents(
  source: MetricSource,
  metrics: Pick<MetricStore, 'read'>,
  now: number,
  backMs: number,
  periodSeconds: number,
  statistic: 'Average' | 'Maximum' = 'Average',
): Promise<Datapoint[]> {
  const read = (metric: string) =>
    metrics.read({
      namespace: source.namespace,
      metric,
      dimensions: source.dimensions,
      statistic,
      periodSeconds,
      startMs: now - backMs,
      endMs: now,
    });
  const [used, limits] = await Promise.all([read(source.metric), source.limitMetric ? read(source.limitMetric) : []]);
  const limitAt = new Map(limits.map((p) => [p.atMs, p.value]));
  return used.flatMap(({ atMs, value }) => {
    const limit = source.limitMetric ? limitAt.get(atMs) : source.limitBytes && source.limitBytes / (source.bytesPerUnit ?? 1);
    const percent = source.bytesPerUnit === undefined ? value / (source.cpus ?? 1) : percentOfLimit(value, limit);
    return percent === undefined ? [] : [{ atMs, value: percent }];
  });
}
