import { describe, expect, test } from 'vitest';
import {
  judgeEnds,
  judgeLogs,
  judgeVolume,
  logSizes,
  restarts,
  weaviateVolume,
} from '../../../../functions/send-digest/items/containers.ts';
import type { ContainerEvent, ContainerObservation, ContainerState } from '../../../../functions/shared/observation.ts';
import { seriesOfLooks } from '../../../../local/watch/docker-sources.ts';
import { DAY, HOUR, MINUTE, NOW, World } from '../support.ts';

const state = (name: string, more: Partial<ContainerState> = {}): ContainerState => ({
  name,
  id: 'a1',
  image: 'x',
  status: 'running',
  restarts: 0,
  log: { driver: 'json-file', isRotated: true, bytes: 2e6 },
  ...more,
});
const VOLUME = { name: 'atlas_weaviate', container: 'weaviate', path: '/var/lib/weaviate' };
const event = (what: ContainerEvent['what'], ago: number): ContainerEvent => ({ atMs: NOW - ago, id: 'a1', what });
const docker = (more: Partial<ContainerObservation> = {}, ago = MINUTE): ContainerObservation => ({
  check: 'container',
  atMs: NOW - ago,
  runtime: 'Docker',
  events: [],
  state: state('atlasml'),
  ...more,
});

describe("Weaviate's volume", () => {
  const points = (from: number, to: number) => [
    { atMs: NOW - 6 * DAY, value: from },
    { atMs: NOW - HOUR, value: to },
  ];

  // biome-ignore format: a row reads as a row
  test.each([
    ['steady growth', judgeVolume({ ...VOLUME, bytes: 4.2e9 }, points(4e9, 4.2e9), 7), 'well', '4.2 GB in volume atlas_weaviate; +200 MB in 6 days'],
    ['doubled', judgeVolume({ ...VOLUME, bytes: 4.2e9 }, points(1e9, 4.2e9), 7), 'bad', '4.2 GB in volume atlas_weaviate; +3.2 GB in 6 days'],
    ['lost', judgeVolume({ ...VOLUME, bytes: 1e9 }, points(4e9, 1e9), 7), 'bad', '1 GB in volume atlas_weaviate; −3 GB in 6 days: was data lost?'],
    ['small', judgeVolume({ ...VOLUME, bytes: 3e6 }, points(1e6, 3e6), 7), 'well', '3 MB in volume atlas_weaviate; +2 MB in 6 days'],
    ['new', judgeVolume({ ...VOLUME, bytes: 3e6 }, [], 7), 'well', '3 MB in volume atlas_weaviate; less than a day is known, so there is no trend yet'],
    ['not measured', judgeVolume(VOLUME, points(1, 2), 7), 'unknown', 'Docker does not tell the size of volume atlas_weaviate'],
  ] as const)('%s', (_title, answer, status, fact) => {
    expect(answer).toEqual({ status, fact });
  });

  test('is asked of what Docker said, with its growth from the store', async () => {
    const world = new World();
    const keep = seriesOfLooks(world.store);
    const disk = { imageBytes: 0, containerBytes: 0, volumeBytes: 0, buildCacheBytes: 0 };
    for (const [ago, bytes] of [
      [6 * DAY, 1e9],
      [MINUTE, 1.5e9],
    ] as const) {
      const seen = docker({ disk: { ...disk, atMs: NOW - ago, volumes: [{ ...VOLUME, bytes }] } });
      keep(seen);
      await world.store.state.saveObservation(seen);
    }
    expect(await weaviateVolume.ask(world.scope('weekly'))).toEqual({
      status: 'well',
      fact: '1.5 GB in volume atlas_weaviate; +500 MB in 6 days; restore a backup once to test it',
    });
  });

  test('is for a person where Docker is not asked, and unknown where its container is not watched', async () => {
    const world = new World();
    expect((await weaviateVolume.ask(world.scope('weekly'))).status).toBe('person');
    await world.store.state.saveObservation(docker());
    expect(await weaviateVolume.ask(world.scope('weekly'))).toMatchObject({ status: 'unknown', fact: /name it in docker\.also/ });
  });
});

test('logs: what is not rotated fills the disk; a size that root alone may see is said to be unknown', () => {
  const { status, fact, more } = judgeLogs([
    state('atlasml'),
    state('weaviate', { log: { driver: 'json-file', isRotated: false } }),
    state('traefik', { log: { driver: 'awslogs' } }),
  ]);
  expect([status, fact]).toEqual(['bad', 'not rotated: weaviate']);
  expect(more).toEqual([
    'atlasml: 2 MB, rotated',
    'weaviate: of unknown size (only root can see it), NOT rotated: it grows until the disk is full; set max-size and max-file',
    'traefik: driver awslogs, no file on this disk',
  ]);
  expect(judgeLogs([state('atlasml')])).toMatchObject({ status: 'well', fact: '1 container, none without a limit' });
});

test('logs of a container that Docker does not know are not well', async () => {
  const world = new World();
  await world.store.state.saveObservation(
    docker({ others: [{ name: 'weaviate', unknown: 'Docker knows no container named weaviate' }] }),
  );
  expect(await logSizes.ask(world.scope('weekly'))).toMatchObject({
    status: 'unknown',
    more: [expect.any(String), 'weaviate: not known: Docker knows no container named weaviate'],
  });
});

describe('restarts and kills', () => {
  // biome-ignore format: a row reads as a row
  test.each([
    [{}, 0, 'well', 'it never ended; the week before none'],
    [{}, undefined, 'well', 'it never ended'],
    [{ stopped: 2 }, 1, 'well', 'it ended 2 times: 2 stops; the week before 1'],
    [{ 'out-of-memory': 1 }, 0, 'bad', 'it ended 1 time: 1 kill for memory; the week before none'],
    [{ 'out-of-memory': 3, killed: 2, exited: 1 }, 0, 'bad', 'it ended 6 times: 3 kills for memory, 2 other kills, 1 end by itself; the week before none'],
  ] as const)('%j', (ends, earlier, status, fact) => {
    expect(judgeEnds(ends, earlier, 'the week before')).toEqual({ status, fact });
  });

  test('are counted once, however often they are seen', async () => {
    const world = new World();
    const keep = seriesOfLooks(world.store);
    const events = [event('out-of-memory', 3 * DAY), event('out-of-memory', 3 * DAY - 1000), event('stopped', HOUR)];
    for (const seen of [docker({ events: events.slice(0, 1) }), docker({ events }), docker({ events })]) keep(seen);
    // The monitor began anew, and sees the same again.
    seriesOfLooks(world.store)(docker({ events }));
    await world.store.state.saveObservation(
      docker({ others: [{ name: 'weaviate', state: state('weaviate', { restarts: 2 }) }] }),
    );
    expect(await restarts.ask(world.scope('weekly'))).toEqual({
      status: 'bad',
      fact: 'it ended 3 times: 2 kills for memory, 1 stop',
      more: ['weaviate: Docker started it again 2 times since it was made'],
    });
  });

  test('are not known where Docker could not be asked, and never well', async () => {
    const world = new World();
    expect((await restarts.ask(world.scope('weekly'))).status).toBe('off');
    await world.store.state.saveObservation(docker({}, 5 * HOUR));
    await expect(restarts.ask(world.scope('weekly'))).rejects.toThrow('Docker was not asked for two hours');
    const { state: _, ...blind } = docker({ unknown: 'no Docker Engine answers at unix:///x' });
    await world.store.state.saveObservation(blind);
    await expect(restarts.ask(world.scope('weekly'))).rejects.toThrow('no Docker Engine answers');
  });
});
