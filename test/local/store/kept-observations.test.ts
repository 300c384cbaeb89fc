import { expect, test } from 'vitest';
import { stateStore } from '../../../functions/shared/incident/state-store.ts';
import type { Observation } from '../../../functions/shared/observation.ts';
import { keepingObservations } from '../../../local/store/kept-observations.ts';
import { MemoryRecords } from '../../support/fakes.ts';

const seen = (check: 'logs' | 'memory', atMs: number) => ({ check, atMs }) as unknown as Observation;

test('while the disk is full the newest of each check is known all the same, and it is written when there is room', async () => {
  const records = new MemoryRecords();
  const said: string[] = [];
  let isFull = false;
  const store = stateStore(
    {
      list: (...asked) => records.list(...asked),
      put: async (...asked) => {
        if (isFull) throw new Error('database or disk is full');
        await records.put(...asked);
      },
    },
    () => 0,
  );
  const keeping = keepingObservations(store, {
    onFailure: ({ message }) => said.push(message),
    onSuccess: () => said.push('well'),
  });
  const times = async () => (await keeping.observations()).map(({ check, atMs }) => `${check} ${atMs}`).sort();
  await keeping.saveObservation(seen('logs', 1));
  await keeping.saveObservation(seen('memory', 1));
  isFull = true;
  await keeping.saveObservation(seen('logs', 2));
  await keeping.saveObservation(seen('logs', 3));
  expect(await times()).toEqual(['logs 3', 'memory 1']);
  isFull = false;
  await keeping.saveObservation(seen('memory', 4));
  await keeping.saveObservation(seen('logs', 4));
  expect(await times()).toEqual(['logs 4', 'memory 4']);
  expect((await store.observations()).map(({ atMs }) => atMs)).toEqual([4, 4]);
  expect(said).toEqual(['well', 'well', 'database or disk is full', 'database or disk is full', 'well']);
});
