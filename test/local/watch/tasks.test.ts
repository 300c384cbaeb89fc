import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Message } from '../../../functions/shared/message/message.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { tasksOf } from '../../../local/watch/tasks.ts';
import { StillClock } from '../../support/fakes.ts';

const NOW = Date.parse('2026-11-26T07:00:00Z');
const HOUR_MS = 3_600_000;
const smtp = { host: 'localhost', security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
const INPUT = { endpoints: [{ name: 'health', url: 'http://localhost:1/' }], smtp };

test('what the store dropped, set aside or could not write since the last checklist stands in it', async () => {
  const { config } = machineConfig(resolveConfig(INPUT, 'The test'), {});
  const store = new SqliteStore('test', ':memory:', () => NOW);
  store.notices.add('dropped', 'Log events were dropped before their seven days were over.', NOW - 30 * HOUR_MS);
  store.notices.add('set aside', 'metrics.sqlite was damaged and set aside.', NOW - 3 * HOUR_MS);
  store.failed('Metrics', new Error('the disk is full'), 'They wait in memory.');
  const told: Message[] = [];
  const receivers = [{ name: 'email ops@example.org', deliver: async (message: Message) => void told.push(message) }];
  const secrets = { read: () => Promise.reject(new Error('none')), changedMs: () => Promise.reject(new Error('none')) };
  const askMailServer = () => Promise.reject(new Error('not asked'));
  const tasks = tasksOf(config, { clock: new StillClock(NOW), store, receivers, secrets, askMailServer, observed: () => {} });
  await tasks.find(({ name }) => name === 'the daily digest')?.run();
  expect(told[0]?.links).toEqual([]);
  expect(told[0]?.notices).toEqual([
    'metrics.sqlite was damaged and set aside.',
    'Metrics cannot be written: the disk is full. They wait in memory.',
  ]);
});

test('the items of a checklist link to the page, where people reach it', async () => {
  const { config } = machineConfig(resolveConfig(INPUT, 'The test'), {});
  const store = new SqliteStore('test', ':memory:', () => NOW);
  const told: Message[] = [];
  const receivers = [{ name: 'email ops@example.org', deliver: async (message: Message) => void told.push(message) }];
  const secrets = { read: () => Promise.reject(new Error('none')), changedMs: () => Promise.reject(new Error('none')) };
  const ports = { clock: new StillClock(NOW), store, receivers, secrets, observed: () => {} };
  const page = { url: 'https://monitor.example.org/', slug: 'production' };
  const tasks = tasksOf(config, { ...ports, page, askMailServer: () => Promise.reject(new Error('not asked')) });
  await tasks.find(({ name }) => name === 'the daily digest')?.run();
  expect(told[0]?.links).toContainEqual({ label: 'Dashboard', url: 'https://monitor.example.org/#/now?service=production' });
});
