import { expect, test } from 'vitest';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';

test('ended incidents come back, each once, the newest first', async () => {
  const store = new SqliteStore('test', ':memory:', () => 1.5e12);
  const incident = (id: string, openedMs: number): Incident => ({
    id,
    openedMs,
    revision: 1,
    changes: [],
    members: [],
  });
  for (const [id, openedMs] of [
    ['b', 2e12],
    ['c', 3e12],
    ['a', 1.5e12],
    ['b', 2e12],
  ] as const)
    await store.state.archive(incident(id, openedMs));
  expect((await store.state.archived(2)).map((i) => i.id)).toEqual(['c', 'b']);
  expect((await store.state.archived(9)).map((i) => i.id)).toEqual(['c', 'b', 'a']);
});
