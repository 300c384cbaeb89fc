import { expect, test } from 'vitest';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';

test('ended incidents come back, each once, the newest first', async () => {
  const store = new SqliteStore('test');
  const incident = (id: string, openedMs: number): Incident => ({
    id,
    openedMs,
    revision: 1,
    changes: [],
    members: [],
    told: {},
  });
  for (const [id, openedMs] of [
    ['b', 2000],
    ['c', 3000],
    ['a', 1000],
    ['b', 2000],
  ] as const)
    await store.archive(incident(id, openedMs));
  expect((await store.archived(2)).map((i) => i.id)).toEqual(['c', 'b']);
  expect((await store.archived(9)).map((i) => i.id)).toEqual(['c', 'b', 'a']);
});
