import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Message } from '../../../functions/shared/message/message.ts';
import { SIGNALS } from '../../../functions/shared/signals/signals.ts';
import type { AlarmEvaluator } from '../../../local/alarms/alarm-evaluator.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { evaluatorOf, reporterOf } from '../../../local/watch/watch.ts';
import { alarm, StillClock, unlimited } from '../../support/fakes.ts';

const NOW = Date.parse('2026-11-27T10:00:00Z');
const config = resolveConfig({ environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] });

/** Nothing can be put into words: what links are made of is broken. */
const BROKEN = {
  url: '',
  get slug(): string {
    throw new Error('planted');
  },
};

/** What the reporter of this machine tells of what it remembers. */
async function told(remembered: object, states: ReturnType<typeof alarm>[], isBroken: boolean): Promise<Message[]> {
  const clock = new StillClock(NOW);
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  await store.state.save({ ...(await store.state.load()).state, ...remembered });
  const got: Message[] = [];
  const receivers = [{ name: 'email', deliver: async (message: Message) => void got.push(message) }];
  const secrets = { read: () => Promise.reject(new Error('none')) };
  const ports = { clock, store, within: unlimited, secrets, receivers, newId: () => 'i1', ...(isBroken && { page: BROKEN }) };
  const alarms = { ...evaluatorOf(config, ports), states: async () => states } as unknown as AlarmEvaluator;
  await reporterOf(config, ports, alarms)();
  store.close();
  return got;
}

test.each<[string, object, ReturnType<typeof alarm>[], boolean, string]>([
  ['an incident without words', {}, [alarm('endpoint-down', 'ALARM', { subject: 'health' })], true, 'Look at these alarms'],
  [
    'a notice about the monitor',
    { notices: [{ id: 'n', atMs: NOW, text: 'Something.' }] },
    [],
    false,
    'whether its alarms are over',
  ],
])('on one machine %s sends nobody to a console of AWS', async (_title, remembered, states, isBroken, words) => {
  const [message] = await told(remembered, states, isBroken);
  expect(message?.todo?.text).toContain(words);
  expect(message?.todo?.text).toContain('npx atlasml-monitor status --data');
  expect(JSON.stringify(message)).not.toContain('CloudWatch');
});

test('where a signal speaks of CloudWatch it says for whom', () => {
  const spoken = SIGNALS.flatMap(({ id, meaning, firstStep }) =>
    [meaning, firstStep].some((t) => t.includes('CloudWatch')) ? [id] : [],
  );
  expect(spoken).toEqual(['logs-silent']);
  expect(SIGNALS.find(({ id }) => id === 'logs-silent')?.firstStep).toContain('where CloudWatch gets the log');
});
