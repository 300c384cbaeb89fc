import { expect, test } from 'vitest';
import type { Metric } from '../../../functions/shared/metrics.ts';
import { publish } from '../../../functions/shared/publish.ts';

test('metrics are put after the observation, and also when it cannot be saved, which is thrown', async () => {
  const done: string[] = [];
  const metrics = { put: async (put: Metric[], atMs: number) => void done.push(`put ${put.length} at ${atMs}`) };
  const saved = { saveObservation: async () => void done.push('saved') };
  const failing = { saveObservation: () => Promise.reject(new Error('no table')) };
  await publish({ check: 'memory', atMs: 5 }, [], { store: saved, metrics });
  expect(done).toEqual(['saved', 'put 0 at 5']);
  await expect(publish({ check: 'memory', atMs: 6 }, [], { store: failing, metrics })).rejects.toThrow('no table');
  expect(done.at(-1)).toBe('put 0 at 6');
});
