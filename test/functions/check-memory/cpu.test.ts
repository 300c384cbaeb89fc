import { describe, expect, test } from 'vitest';
import { checkMemory } from '../../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../../functions/check-memory/metrics.ts';
import { cpuMetric } from '../../../functions/check-memory/source.ts';
import { checksOf } from '../../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { CpuSource } from '../../../functions/shared/config/metric-source.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { monthlyCost } from '../../../functions/shared/cost/cost.ts';
import type { SeriesRequest } from '../../../functions/shared/ports.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { seldomShare } from '../../../functions/shared/signals/seldom.ts';
import { AlarmEvaluator } from '../../../local/alarms/alarm-evaluator.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { StillClock } from '../../support/fakes.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const ECS = { source: 'ecs' as const, cluster: 'c', service: 's' };
const base: MonitorConfigInput = { endpoints: [{ name: 'health', url: 'http://127.0.0.1/' }] };
const withCpu = (cpu: MonitorConfigInput['cpu']) => resolveConfig({ ...base, cpu });

/** What is seen when the metrics have these values. */
async function seen(cpu: MonitorConfigInput['cpu'], values: Record<string, number>) {
  const read = async ({ metric }: SeriesRequest) =>
    metric in values ? [{ atMs: NOW - 3 * MINUTE, value: values[metric] as number }] : [];
  return checkMemory(withCpu(cpu), { clock: new StillClock(NOW), metrics: { read } });
}

describe('CPU is percent of what AtlasML may use', () => {
  // biome-ignore format: a row reads as a row
  test.each<[string, MonitorConfigInput['cpu'], Record<string, number>, number | undefined]>([
    ['ECS tells percent of the reserved units', ECS, { CPUUtilization: 93 }, 93],
    ['a burst above the reserved units of ECS on EC2', ECS, { CPUUtilization: 180 }, 180],
    ['Container Insights: used of reserved units', { ...ECS, source: 'container-insights' }, { CpuUtilized: 512, CpuReserved: 1024 }, 50],
    ['Container Insights without a limit', { ...ECS, source: 'container-insights' }, { CpuUtilized: 512, CpuReserved: 0 }, undefined],
    ['Telegraf counts each CPU as 100', { source: 'telegraf', dimensions: { container_name: 'atlasml' }, cpus: 2 }, { docker_container_cpu_usage_percent: 190 }, 95],
    ['the agent tells of the host', { source: 'cloudwatch-agent', dimensions: { host: 'h' } }, { cpu_usage_active: 40 }, 40],
    ['any metric', { source: 'metric', namespace: 'N', metric: 'm' }, { m: 91 }, 91],
    ['any metric that counts each CPU as 100', { source: 'metric', namespace: 'N', metric: 'm', cpus: 4 }, { m: 100 }, 25],
  ])('%s', async (_title, source, values, percent) => {
    const { cpu } = await seen(source, values);
    expect(cpu).toMatchObject(percent === undefined ? { state: 'unknown' } : { state: 'known', usedPercent: percent });
    expect(cpu).not.toHaveProperty('hoursToLimit');
  });

  test.each<[CpuSource['source'], CpuSource, string]>([
    ['ecs', ECS, 'AWS/ECS CPUUtilization {"ClusterName":"c","ServiceName":"s"}'],
    [
      'container-insights',
      { ...ECS, source: 'container-insights' },
      'ECS/ContainerInsights CpuUtilized {"ClusterName":"c","ServiceName":"s"}',
    ],
    ['cloudwatch-agent', { source: 'cloudwatch-agent', dimensions: { a: 'b' } }, 'CWAgent cpu_usage_active {"a":"b"}'],
  ])('the metric of %s', (_title, source, expected) => {
    const { namespace, metric, dimensions } = cpuMetric(source);
    expect(`${namespace} ${metric} ${JSON.stringify(dimensions)}`).toBe(expected);
  });

  test('Telegraf without the limit is refused: its percent would be of one CPU', () => {
    expect(() => withCpu({ source: 'telegraf', dimensions: {} } as never)).toThrow(/cpu\.cpus/);
  });
});

describe('the signal', () => {
  test('goes off when all of five minutes are busy, and not before', async () => {
    const config = withCpu({ source: 'metric', namespace: 'N', metric: 'm' });
    expect(checksOf(config)).toEqual(['health', 'memory']);
    const store = new SqliteStore('production');
    const clock = new StillClock(NOW);
    const alarms = new AlarmEvaluator(
      alarmsOf(config).filter((a) => a.signal.id === 'cpu-high'),
      store,
      clock,
    );
    const states: string[] = [];
    for (const percent of [97, 95, 89, 96, 99, 90, 92, 91, 40, 40]) {
      store.putSample('N', 'm', {}, percent, clock.now());
      const observation = await checkMemory(config, { clock, metrics: store, settleMs: 0 });
      await store.put(memoryMetrics(observation), clock.now());
      clock.at += MINUTE;
      await alarms.evaluate();
      states.push((await alarms.states())[0]?.value ?? '');
    }
    // A sample is read in the minute after its own.
    expect(states.slice(4)).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'OK']);
    store.close();
  });

  test('without data it is unknown, and its check says so', async () => {
    const observation = await seen(ECS, {});
    expect(observation.cpu).toMatchObject({ state: 'unknown', reason: expect.stringContaining('CPUUtilization') });
    expect(memoryMetrics(observation)).toEqual([{ key: 'observationUnknown', value: 1, dimensions: { Check: 'memory' } }]);
  });

  test('costs what it adds: the check, its metrics and its alarm', () => {
    const dollars = (config: MonitorConfigInput) =>
      monthlyCost(resolveConfig(config)).reduce((sum, line) => sum + line.dollars, 0);
    const memory = { source: 'metric' as const, namespace: 'N', metric: 'm' };
    const added = dollars({ ...base, memory, cpu: ECS }) - dollars({ ...base, memory });
    // A metric that is sent seldom, one alarm, one request a minute.
    expect(added).toBeCloseTo(0.3 * seldomShare(10) + 0.1 + (43_200 / 1000) * 0.01, 5);
  });
});
