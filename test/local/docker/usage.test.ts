import { expect, test } from 'vitest';
import { diskUseOf } from '../../../local/docker/disk-use.ts';
import { readInspection } from '../../../local/docker/inspection.ts';
import { readStats, usageOf } from '../../../local/docker/usage.ts';
import { json, recordedJson, standInEngine } from '../../support/recorded-engine.ts';

const inspection = readInspection(recordedJson('inspect-healthy.json'));
const unlimited = { HostConfig: { ...inspection.HostConfig, Memory: 0, NanoCpus: 0 } };
const stats = (name: string) => readStats(recordedJson(name));
type Json = Record<string, unknown>;
const changed = (change: Json) => readStats({ ...(recordedJson('stats-single.json') as Json), ...change });

test('memory as `docker stats` shows it, under cgroup v1', () => {
  // usage 138604544, total_inactive_file 0; then usage 210124800, total_inactive_file 12558336.
  expect(usageOf(stats('stats-single.json'), inspection)).toMatchObject({ memoryBytes: 138_604_544 });
  const { memoryBytes, memoryPercent } = usageOf(stats('api-1.56-stats-single.json'), {
    HostConfig: { ...inspection.HostConfig, Memory: 314_572_800 },
  });
  expect(memoryBytes).toBe(210_124_800 - 12_558_336);
  expect(memoryPercent).toBeCloseTo(62.8, 1);
  const near = { HostConfig: { ...inspection.HostConfig, Memory: 335_544_320 } };
  expect(usageOf(stats('stats-near-limit.json'), near).memoryPercent).toBeCloseTo(88.99, 1);
});

test('memory under cgroup v2: inactive_file goes', () => {
  const v2 = changed({ memory_stats: { usage: 500, stats: { anon: 300, inactive_file: 150 }, limit: 1000 } });
  expect(usageOf(v2, inspection).memoryBytes).toBe(350);
});

test('without a limit there is no percent, though Docker names the memory of the host', () => {
  expect(usageOf(stats('stats-single.json'), unlimited)).not.toHaveProperty('memoryPercent');
  expect(usageOf(stats('stats-single.json'), unlimited, { limitBytes: 277_209_088 }).memoryPercent).toBe(50);
});

test('CPU is a share of what it may use', () => {
  // 3,670,948 ns within 2 s of two CPUs together: 0.367 % of one CPU, and it may use 1.5.
  expect(usageOf(stats('stats-single.json'), inspection).cpuPercent).toBeCloseTo(0.2447, 3);
  expect(usageOf(stats('stats-single.json'), unlimited).cpuPercent).toBeCloseTo(0.1835, 3);
  const once = stats('stats-one-shot.json');
  expect(usageOf(once, inspection)).not.toHaveProperty('cpuPercent');
  expect(usageOf(stats('stats-single.json'), inspection, { before: once }).cpuPercent).toBeDefined();
});

test('a restart between two samples makes no CPU of less than nothing', () => {
  const { precpu_stats, ...later } = recordedJson('stats-one-shot.json') as Json;
  expect(precpu_stats).toBeDefined();
  const restarted = { ...stats('stats-single.json') };
  restarted.cpu_stats = { ...restarted.cpu_stats, cpu_usage: { total_usage: 9e12 } };
  expect(usageOf(readStats(later), inspection, { before: restarted })).not.toHaveProperty('cpuPercent');
});

test('network and block I/O are told where they are counted', () => {
  const counted = changed({
    networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'Read', value: 5 },
        { op: 'write', value: 7 },
        { op: 'Total', value: 12 },
      ],
    },
  });
  expect(usageOf(counted, inspection)).toMatchObject({
    networkBytes: { received: 11, sent: 22 },
    blockBytes: { read: 5, written: 7 },
  });
  const host = usageOf(stats('stats-single.json'), inspection);
  expect(host).not.toHaveProperty('networkBytes');
  expect(host).not.toHaveProperty('blockBytes');
  expect(host.processes).toBe(12);
});

test('of a container that has ended nothing is known', () => {
  expect(usageOf(stats('stats-exited.json'), inspection)).toEqual({ atMs: 0 });
});

test.each([null, [], {}, { read: 'x', cpu_stats: 7 }])('%j is no answer about usage', (answer) => {
  expect(() => readStats(answer)).toThrow(/what Docker says of the use of memory cannot be read/);
});

test('the disk by its kinds, from a recorded answer', async () => {
  const { client } = await standInEngine({ '/system/df': json(recordedJson('system-df.json')) });
  expect(await diskUseOf(client, [inspection], 1)).toEqual({
    atMs: 1,
    imageBytes: 627_456_696,
    containerBytes: 5_573_637,
    volumeBytes: 0,
    buildCacheBytes: 0,
    volumes: [],
  });
});

test('the volume of a container by its name; one that is not measured has no size', async () => {
  const Mounts = [
    { Type: 'volume', Name: 'atlas_weaviate', Destination: '/var/lib/weaviate' },
    { Type: 'volume', Name: 'elsewhere', Destination: '/backup' },
    { Type: 'bind', Name: '', Destination: '/etc' },
  ];
  const weaviate = readInspection({ ...(recordedJson('inspect-healthy.json') as Json), Name: '/weaviate', Mounts });
  const Volumes = [
    { Name: 'atlas_weaviate', UsageData: { Size: 4096, RefCount: 1 } },
    { Name: 'elsewhere', UsageData: { Size: -1, RefCount: 1 } },
    { Name: 'other', UsageData: { Size: 4, RefCount: 0 } },
  ];
  const { client } = await standInEngine({ '/system/df': json({ ...(recordedJson('system-df.json') as Json), Volumes }) });
  const disk = await diskUseOf(client, [weaviate], 1);
  expect(disk.volumeBytes).toBe(4100);
  expect(disk.volumes).toEqual([
    { name: 'atlas_weaviate', container: 'weaviate', path: '/var/lib/weaviate', bytes: 4096 },
    { name: 'elsewhere', container: 'weaviate', path: '/backup' },
  ]);
});
