import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { newFolder, storeIn, T0, up, upIn } from './support.ts';

const MINUTES = 600;

/** A folder whose metrics are many pages long, and closed. */
async function filled(): Promise<string> {
  const folder = newFolder();
  const { store } = storeIn(folder);
  for (let minute = 0; minute < MINUTES; minute++) {
    await store.put(Array.from({ length: 10 }, () => up(1)).flat(), T0 + minute * 60_000);
  }
  await store.firstSeen(['a kind'], T0);
  store.close();
  return folder;
}

const asideIn = (folder: string, name: string) =>
  readdirSync(folder).filter((f) => f.startsWith(`${name}.sqlite.set-aside-`) && !/-(?:wal|shm)$/.test(f));
const samples = async (store: ReturnType<typeof storeIn>['store']) =>
  (await store.read(upIn('SampleCount', 3600, T0, T0 + MINUTES * 60_000))).reduce((sum, p) => sum + p.value, 0);

type Spoil = (path: string) => void;
const overwrite =
  (from: number, bytes: number): Spoil =>
  (path) => {
    const file = readFileSync(path);
    file.fill(0xa5, from, from + bytes);
    writeFileSync(path, file);
  };
const alter =
  (sql: string): Spoil =>
  (path) => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  };

describe('a file that cannot be used is set aside, said in one sentence, and a new one begun', () => {
  test.each<[string, Spoil, string, number]>([
    ['cut to half', (path) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096), 'is damaged', 1],
    ['cut within a page', (path) => truncateSync(path, statSync(path).size - 5_000), 'is damaged', 1],
    [
      'with a wrong page in its middle',
      (path) => overwrite(Math.floor(statSync(path).size / 8192) * 4096, 4096)(path),
      'is damaged',
      1,
    ],
    ['with a wrong first page', overwrite(0, 4096), 'is not a database of SQLite, or its first page is damaged', 0],
    ['empty', (path) => truncateSync(path, 0), 'is empty', 0],
    [
      'a text',
      (path) => writeFileSync(path, 'not a database at all\n'.repeat(500)),
      'is not a database of SQLite, or its first page is damaged',
      0,
    ],
    [
      'of another program',
      (path) => {
        truncateSync(path, 0);
        alter('create table t (x); insert into t values (1)')(path);
      },
      'belongs to another program',
      0,
    ],
    ['with the ID of another program', alter('pragma application_id = 252006673'), 'belongs to another program', 0],
    [
      'of a newer version',
      alter('pragma user_version = 99'),
      'was written by a newer version of the monitor (its schema is 99, this version knows 2)',
      MINUTES * 10,
    ],
  ])('one %s', async (_title, spoil, why, least) => {
    const folder = await filled();
    const path = join(folder, 'metrics.sqlite');
    spoil(path);
    const spoiled = readFileSync(path);
    const { store, said } = storeIn(folder);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^metrics\.sqlite .*\. It was renamed to metrics\.sqlite\.set-aside-[\dTZ.-]+\. .* a new metrics\.sqlite\.$/,
    );
    expect(said[0]).toContain(`metrics.sqlite ${why}. `);
    expect(store.notices.list(0)).toMatchObject([{ what: 'set aside', text: said[0] }]);
    const [aside = ''] = asideIn(folder, 'metrics');
    // A file that SQLite opened may be written by it, but never shortened to nothing.
    expect(statSync(join(folder, aside)).size).toBe(spoiled.length);
    const saved = await samples(store);
    expect(saved).toBeGreaterThanOrEqual(least);
    expect(saved).toBeLessThanOrEqual(MINUTES * 10);
    // The other files are as they were, and this one works.
    expect(await store.firstSeen(['a kind'], T0 + 5)).toEqual(new Map([['a kind', T0]]));
    await store.put(up(1), T0 + MINUTES * 60_000 - 1);
    expect(await samples(store)).toBe(saved + 1);
    store.close();
    const again = storeIn(folder);
    expect(again.said).toEqual([]);
    expect(await samples(again.store)).toBe(saved + 1);
  });
});

test('a wrong page in the middle costs what stood on it, not what stands before and behind it', async () => {
  const folder = await filled();
  const path = join(folder, 'metrics.sqlite');
  const db = new DatabaseSync(path);
  const { pageno } = db
    .prepare("select pageno from dbstat where name = 'recent' and pagetype = 'leaf' order by pageno limit 1 offset 10")
    .get() as { pageno: number };
  db.close();
  overwrite((pageno - 1) * 4096, 4096)(path);
  const { store } = storeIn(folder);
  const saved = await samples(store);
  expect(saved).toBeLessThan(MINUTES * 10);
  expect(saved).toBeGreaterThan(MINUTES * 10 - 600);
});

test('damage that shows while the store is open is mended on the way: the write that met it is not lost', async () => {
  const folder = await filled();
  const { store, said } = storeIn(folder);
  const path = join(folder, 'metrics.sqlite');
  overwrite(4096, statSync(path).size - 4096)(path);
  for (let n = 0; n < 20; n++) await store.put(up(1), T0 + 3_600_000 * 20 + n);
  expect(said).toEqual([expect.stringMatching(/^metrics\.sqlite is damaged\. It was renamed/)]);
  expect(await store.read(upIn('Sum', 3600, T0 + 3_600_000 * 20, T0 + 3_600_000 * 21))).toMatchObject([{ value: 20 }]);
});

describe('an older schema', () => {
  test('the files of 0.1.0 are taken over', async () => {
    const folder = newFolder();
    storeIn(folder).store.close();
    const series = JSON.stringify([
      'AtlasML/Monitor',
      'Up',
      [
        ['Endpoint', 'health'],
        ['Environment', 'test'],
      ],
    ]);
    // As 0.1.0 made them.
    const metrics = `create table samples (series text not null, at_ms integer not null, value real not null);
      create index samples_by_time on samples (series, at_ms);
      insert into samples values ('${series}', ${T0}, 1), ('${series}', ${T0 + 60_000}.5, 0)`;
    const state = `create table kinds (fingerprint text primary key, first_seen_ms integer not null);
      create table stored (kind text not null, id text not null, version integer not null, json text not null, expires_ms integer,
        primary key (kind, id));
      insert into kinds values ('a kind', 7);
      insert into stored values ('state', 'reporter', 3, '{"version":3,"incidents":[]}', null)`;
    for (const [name, sql] of [
      ['metrics', metrics],
      ['state', state],
    ] as const) {
      truncateSync(join(folder, `${name}.sqlite`), 0);
      alter(sql)(join(folder, `${name}.sqlite`));
    }
    const { store, said } = storeIn(folder);
    expect(said).toEqual([]);
    expect(await store.read(upIn('Maximum', 60, T0, T0 + 120_000))).toEqual([
      { atMs: T0, value: 1 },
      { atMs: T0 + 60_000, value: 0 },
    ]);
    expect(await store.firstSeen(['a kind'], T0)).toEqual(new Map([['a kind', 7]]));
    expect((await store.state.load()).state.version).toBe(3);
    store.alarms.save([{ name: 'a', value: 'ALARM', reason: 'r', sinceMs: T0 }], []);
    store.close();
    expect(storeIn(folder).store.alarms.load()).toHaveLength(1);
  });
});

test('two that are set aside at the same moment do not overwrite each other', async () => {
  const folder = await filled();
  const path = join(folder, 'metrics.sqlite');
  copyFileSync(path, join(folder, 'kept'));
  for (let n = 0; n < 3; n++) {
    writeFileSync(path, 'x');
    storeIn(folder).store.close();
  }
  expect(asideIn(folder, 'metrics')).toHaveLength(3);
});
