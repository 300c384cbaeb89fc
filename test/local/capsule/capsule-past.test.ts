import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { replayed } from '../../../cli/replay/replayed.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { pastOfCapsule } from '../../../local/capsule/capsule-past.ts';
import { capsuleBytes } from '../../../local/capsule/write-capsule.ts';
import { pastConfiguration } from '../../../local/replay/past-configuration.ts';
import { watchedCapsule } from './watched.ts';

let watched: Awaited<ReturnType<typeof watchedCapsule>>;
let path: string;
beforeAll(async () => {
  watched = await watchedCapsule('docker/logs/d_weaviate_down');
  path = join(mkdtempSync(join(tmpdir(), 'capsule-')), 'capsule.db');
  writeFileSync(path, capsuleBytes(watched.capsule));
});

test('a replay of a capsule tells of the same incident in the same minute as watch did, with the same cause', async () => {
  const past = pastOfCapsule(path);
  const { config } = pastConfiguration(resolveConfig(past.input), past.holds);
  const { incidents, failures } = await replayed(await past.scan(config), config);
  expect(failures).toEqual([]);
  const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  const of = (i: { openedMs: number; short: string }) => [minute(i.openedMs), i.short];
  expect(incidents.map(of)).toEqual(
    watched.incidents.map(({ openedMs, account }) => of({ openedMs, short: account?.short ?? '' })),
  );
  const [first, live] = [incidents[0]?.messages[0], watched.messages[0]];
  expect(Math.abs((first?.atMs ?? 0) - (live?.atMs ?? 0))).toBeLessThanOrEqual(60_000);
});

test('where nobody watched any more nothing is replayed', async () => {
  const { about } = watched.capsule;
  const longer = join(path, '..', 'longer.db');
  writeFileSync(longer, capsuleBytes({ ...watched.capsule, about: { ...about, untilMs: about.untilMs + 86_400_000 } }));
  const past = pastOfCapsule(longer);
  const { config } = pastConfiguration(resolveConfig(past.input), past.holds);
  const scanned = await past.scan(config);
  expect(scanned.untilMs).toBe(about.untilMs);
  expect((await replayed(scanned, config)).incidents[0]?.messages.filter((m) => m.kind === 'reminded')).toEqual([]);
});
