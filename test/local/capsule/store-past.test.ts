import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KeptRun } from '../../../functions/shared/incident/kept-run.ts';
import { pastOfStore } from '../../../local/capsule/store-past.ts';
import { pastConfig } from '../../../local/replay/replay.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { storedPast } from '../../../local/view/kept-past.ts';

test('what the checks stored before the first kept run stands, and is not put at the begin of its minute', async () => {
  const run: KeptRun = JSON.parse(readFileSync('test/fixtures/state/kept-run.json', 'utf8'));
  const config = pastConfig({});
  const store = new SqliteStore(config.slug, ':memory:', () => run.atMs);
  await store.runs.keep(run);
  for (const { atMs } of run.observations) await store.put([{ key: 'serverErrors', value: 9, dimensions: {} }], atMs);
  const past = await pastOfStore({
    name: 'here',
    reading: (read) => read({ past: storedPast(config, store, async () => []) }),
    watched: (one) => one,
  });
  const { runs, reportsMs } = await past.scan(config);
  expect(reportsMs).toEqual([run.atMs]);
  const logs = runs.filter(({ observation }) => observation.check === 'logs');
  const stored = run.observations.filter(({ check }) => check === 'logs').map((o) => o.atMs);
  expect(stored[0]).toBeLessThan(run.atMs);
  expect(logs.map(({ observation }) => observation.atMs)).toEqual(stored);
  store.close();
});
