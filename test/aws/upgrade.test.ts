import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect } from 'vitest';
import { recorded } from '../support/corpus.ts';
import { test } from './support/test.ts';
import { until } from './support/until.ts';

/** What the version before this one (state without a schema) stored while an incident was open and told to both. */
const BEFORE = readFileSync('test/fixtures/state/schema-1.json', 'utf8');

test('an upgrade with an open incident loses nothing and tells nothing twice', async ({ monitor }) => {
  monitor.putLogs(recorded('docker/logs/a_steady_idle'));
  monitor.atlasml.answer = 'wrong-key';
  await monitor.invoke('check-health');
  await until('the alarm', async () => (await monitor.alarmState('endpoint-down-health')) === 'ALARM');
  await until('both know', async () => (await monitor.mails()).length > 0 && monitor.slack.headers.length > 0);
  // From here on the table is as the version before would have left it.
  const began = Date.now() - 120_000;
  const [first] = /179560\d{7}/.exec(BEFORE) ?? [];
  const moved = BEFORE.replace(/179560\d{7}/g, (ms) => String(began + Number(ms) - Number(first)));
  await monitor.putRecord('state', 'reporter', moved, 4);
  for (const receiver of ['slack', 'email']) await monitor.removeRecord('state', `told ${receiver}`);
  const before = { mails: (await monitor.mails()).length, slack: monitor.slack.headers.length };
  expect(await monitor.wakeReporter()).toBeUndefined();
  const { state, receivers } = await (await monitor.stateStore()).load();
  expect(state.incidents.map((i) => i.id)).toEqual(['old-2']);
  expect(receivers.slack?.told['old-2']).toMatchObject({ revision: 1 });
  expect((await monitor.mails()).length).toBe(before.mails);
  monitor.atlasml.answer = 'health-ok';
  await until(
    'the end',
    async () => {
      await monitor.invoke('check-health');
      await monitor.invoke('check-logs');
      await monitor.wakeReporter();
      monitor.putLogs(recorded('docker/logs/a_steady_idle'));
      return (await monitor.mails()).some((m) => m.subject.startsWith('[RESOLVED'));
    },
    { seconds: 400, everyMs: 2000 },
  );
  await until('the end in Slack', () => monitor.slack.headers.some((h) => h.includes('[RESOLVED]')));
  const subjects = (await monitor.mails()).slice(before.mails).map((m) => m.subject);
  expect(subjects.filter((s) => !s.includes('[ALERT'))).toEqual([
    expect.stringMatching(/^\[RESOLVED after .*\] AtlasML emulator: endpoint health is down since/),
  ]);
  expect(monitor.slack.headers.slice(before.slack).filter((h) => h.includes('[DOWN]'))).toEqual([]);
}, 600_000);

test('a DynamoDB that accepts and never answers keeps no alert back', async ({ monitor }) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  await monitor.setVariable('report-incident', 'AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);
  await monitor.setVariable('check-health', 'AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);
  const mailsBefore = (await monitor.mails()).length;
  monitor.atlasml.answer = 'wrong-key';
  // The metrics go out, and the run says what did not.
  expect(await monitor.invoke('check-health')).toContain('observation');
  await until('the alarm', async () => (await monitor.alarmState('endpoint-down-health')) === 'ALARM');
  await until(
    'the e-mail',
    async () => {
      await monitor.wakeReporter();
      return (await monitor.mails()).slice(mailsBefore).some((m) => m.subject.startsWith('[DOWN]'));
    },
    { seconds: 300, everyMs: 1000 },
  );
  silent.close();
}, 600_000);
