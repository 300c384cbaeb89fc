import { expect, test } from 'vitest';
import { publish } from '../../../../functions/shared/checks/publish.ts';
import type { Metric } from '../../../../functions/shared/signals/metrics.ts';

test('metrics, if any, are put after the observation, and also when it cannot be saved, which is thrown', async () => {
  const done: string[] = [];
  const metrics = { put: async (put: Metric[], atMs: number) => void done.push(`put ${put.length} at ${atMs}`) };
  const saved = { saveObservation: async () => void done.push('saved') };
  const failing = { saveObservation: () => Promise.reject(new Error('no table')) };
  const one: Metric = { key: 'up', value: 1, dimensions: {} };
  await publish({ check: 'memory', atMs: 5 }, [one], { store: saved, metrics });
  expect(done).toEqual(['saved', 'put 1 at 5']);
  await expect(publish({ check: 'memory', atMs: 6 }, [one], { store: failing, metrics })).rejects.toThrow('no table');
  expect(done.at(-1)).toBe('put 1 at 6');
  await publish({ check: 'memory', atMs: 7 }, [], { store: saved, metrics });
  expect(done.at(-1)).toBe('saved');
});

test('with hideIpAddresses no address is stored', async () => {
  const stored: unknown[] = [];
  const store = { saveObservation: async (observation: unknown) => void stored.push(observation) };
  const observation = { check: 'memory', atMs: 5, memory: { state: 'unknown', reason: '10.0.0.7 does not answer' } } as const;
  await publish(observation, [], { store, metrics: { put: async () => {} } }, { hideIpAddresses: true });
  await publish(observation, [], { store, metrics: { put: async () => {} } }, { hideIpAddresses: false });
  expect(stored).toMatchObject([
    { memory: { reason: '[address] does not answer' } },
    { memory: { reason: '10.0.0.7 does not answer' } },
  ]);
});

test('what is stored is sound: the next runs put it into messages', async () => {
  const stored: unknown[] = [];
  const store = { saveObservation: async (observation: unknown) => void stored.push(observation) };
  const observation = {
    check: 'memory',
    atMs: 5,
    memory: { state: 'unknown', reason: '\x1b]0;all well\x07disk \ud83d' },
  } as const;
  const returned = await publish(observation, [], { store, metrics: { put: async () => {} } });
  expect(stored).toMatchObject([{ memory: { state: 'unknown', reason: 'disk \ufffd' } }]);
  expect(stored).toMatchObject([returned]);
});
