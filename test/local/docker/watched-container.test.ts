import { expect, test } from 'vitest';
import type { Engine } from '../../../local/docker/engine.ts';
import { openDocker } from '../../../local/docker/open-docker.ts';
import { WatchedContainer } from '../../../local/docker/watched-container.ts';
import { usageSource } from '../../../local/watch/sources.ts';
import { StillClock } from '../../support/fakes.ts';
import {
  breaksOff,
  bytes,
  type EngineAnswer,
  json,
  recorded,
  recordedJson,
  refuse,
  standInEngine,
} from '../../support/recorded-engine.ts';

const ID = '49ad9684bfca569e0bc605d861863c7f5120fd6e205f58efa8fe8d5f3774e352';
const NAMES = { container: 'atlasml', also: ['weaviate'] };
const WELL: Record<string, EngineAnswer> = {
  '/events': bytes(recorded('events-oom.jsonl')),
  '/containers/atlasml/json': json(recordedJson('inspect-healthy.json')),
  '/containers/weaviate/json': json({ ...(recordedJson('inspect-healthy.json') as object), Name: '/weaviate' }),
  [`/containers/${ID}/stats`]: json(recordedJson('stats-single.json')),
  [`/containers/${ID}/logs`]: bytes(''),
  '/system/df': json(recordedJson('system-df.json')),
};
const clock = () => new StillClock(Date.parse('2026-11-26T11:29:00Z'));
const watched = (client: Engine) => new WatchedContainer(client, NAMES, clock());

test('a look has the state, the use, the events, the disk and those beside it', async () => {
  const { client } = await standInEngine(WELL);
  const seen = await watched(client).look();
  expect(seen).toMatchObject({
    check: 'container',
    runtime: 'Docker',
    state: { name: 'atlasml', health: { status: 'healthy' } },
    usage: { memoryBytes: 138_604_544, processes: 12 },
    others: [{ name: 'weaviate', state: { name: 'weaviate' } }],
    disk: { imageBytes: 627_456_696 },
  });
  expect(seen.events.map(({ what }) => what)).toContain('out-of-memory');
  expect(seen).not.toHaveProperty('unknown');
});

test('the disk is asked once an hour, and a sample of CPU needs one answer after the first', async () => {
  const { client, asked } = await standInEngine(WELL);
  const at = clock();
  const container = new WatchedContainer(client, NAMES, at);
  for (let minute = 0; minute < 61; minute += 20, at.at += 20 * 60_000) await container.look();
  expect(asked.filter((path) => path.includes('/system/df'))).toHaveLength(2);
  expect(asked.filter((path) => path.includes('/stats')).map((path) => path.split('?')[1])).toEqual([
    'stream=0',
    'stream=0&one-shot=1',
    'stream=0&one-shot=1',
    'stream=0&one-shot=1',
  ]);
});

// biome-ignore format: a row reads as a row
test.each<[string, Record<string, EngineAnswer>, RegExp]>([
  ['the state is garbage', { '/containers/atlasml/json': bytes('<html>') }, /is no JSON: is it a Docker Engine\?/],
  ['the container is not there', { '/containers/atlasml/json': refuse(404, 'No such container: atlasml'), '/containers/json': json([]) }, /Docker knows no container named atlasml, nor any other: was it removed\?/],
  ['the events break off', { '/events': breaksOff('{"Type":') }, /broke off or is no Docker Engine/],
  ['the events are garbage', { '/events': bytes('<html>\n') }, /what Docker says of events cannot be read: is it a Docker Engine\?/],
  ['the use is refused', { [`/containers/${ID}/stats`]: refuse(500, 'cgroup not found') }, /HTTP 500: cgroup not found; see the log of Docker/],
  ['the disk is refused', { '/system/df': refuse(500, 'a disk usage operation is already running') }, /^how much disk it uses: Docker answers HTTP 500: a disk usage operation is already running/],
])('%s: unknown with what to do, and the rest is told', async (_title, answers, says) => {
  const { client } = await standInEngine({ ...WELL, ...answers });
  const seen = await watched(client).look();
  expect(seen.unknown).toMatch(says);
  expect(seen.others?.[0]?.state?.name).toBe('weaviate');
});

test('a container beside it that is not there is unknown by itself', async () => {
  const { '/containers/weaviate/json': _, ...answers } = WELL;
  const { client } = await standInEngine({ ...answers, '/containers/json': json(recordedJson('containers-all-states.json')) });
  const seen = await watched(client).look();
  expect(seen.others).toEqual([
    { name: 'weaviate', unknown: expect.stringMatching(/^Docker knows no container named weaviate; there are /) },
  ]);
  expect(seen).not.toHaveProperty('unknown');
});

test('without a limit it is said why memory is unknown, and what to do', async () => {
  const unlimited = structuredClone(recordedJson('inspect-healthy.json')) as { HostConfig: { Memory: number } };
  unlimited.HostConfig.Memory = 0;
  const { client } = await standInEngine({ ...WELL, '/containers/atlasml/json': json(unlimited) });
  const container = watched(client);
  expect(await container.usage()).not.toHaveProperty('memoryPercent');
  expect(container.whyNo('memory')).toMatch(
    /container atlasml has no memory limit.*`mem_limit: 8g` in Compose.*docker\.memoryLimit/,
  );
  const counted = new WatchedContainer(client, { ...NAMES, memoryLimitBytes: 2 * 138_604_544 }, clock());
  expect(await counted.usage()).toMatchObject({ memoryPercent: 50 });
  expect(counted.whyNo('memory')).toBeUndefined();
  expect(container.whyNo('cpu')).toBeUndefined();
});

test('of one that does not run it is said that it does not', async () => {
  const ended = structuredClone(recordedJson('inspect-stopped-by-docker-stop.json')) as { Name: string };
  const { client } = await standInEngine({ ...WELL, '/containers/atlasml/json': json({ ...ended, Name: '/atlasml' }) });
  const container = watched(client);
  expect(await container.usage()).toBeUndefined();
  const source = usageSource({ slug: 'x' }, { read: async () => [] }, container);
  const memory = { namespace: 'Local/Docker', metric: 'memory_percent', dimensions: {} };
  await expect(source.read({ ...memory, statistic: 'Maximum', startMs: 0, endMs: 1, periodSeconds: 60 })).rejects.toThrow(
    'the container atlasml does not run (exited): it uses nothing',
  );
});

test('a driver that gives no log back is found at the start, and said', async () => {
  const { client, address } = await standInEngine({
    ...WELL,
    [`/containers/${ID}/logs`]: refuse(501, 'configured logging driver does not support reading'),
  });
  expect(client).toBeDefined();
  const found = await openDocker({ container: 'atlasml', also: [] }, { DOCKER_HOST: address });
  expect([found.hasLog, found.note]).toEqual([false, 'the log driver of atlasml is json-file, which gives nothing back to read']);
  await found.engine.close();
});

test('an Engine that does not answer at the start may later', async () => {
  const found = await openDocker({ container: 'atlasml', also: [] }, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  expect(found).toMatchObject({
    hasLog: true,
    note: expect.stringContaining('no Docker Engine answers at unix:///nowhere/docker.sock'),
  });
  await found.engine.close();
});
