import { describe, expect } from 'vitest';
import { recorded } from '../support/corpus.ts';
import { know } from './support/known-kinds.ts';
import { test } from './support/test.ts';
import { until } from './support/until.ts';

/** Recordings that follow each other in one log: a start that no stop comes before is a kill. */
const goingOn = (name: string) => recorded(name).filter(({ message }) => !message.includes('Loading settings from environment'));

describe('the deployed monitor, when requests fail', () => {
  test.beforeAll(({ monitor }) => monitor.runChecks());

  test('server errors of the recorded OpenAI failure are counted, and the alarm and the message follow', async ({ monitor }) => {
    const failing = goingOn('logs/openai-failing');
    await know('logs/openai-failing', monitor);
    monitor.putLogs(failing);
    monitor.putLogs(failing);
    await monitor.invoke('check-logs');
    await until('the alarm', async () => (await monitor.alarmState('server-errors')) === 'ALARM');
    const mail = await until('an e-mail', async () => (await monitor.mails()).find((m) => m.subject.includes('OpenAI')));
    expect(mail.subject).toMatch(/^\[ALERT\] AtlasML emulator: OpenAI limits the rate since/);
    expect(mail.text).toMatch(/logs +16 server errors/);
    expect(mail.text).toContain('Rate limit reached');
    // A log that is empty would be no proof that anything is well.
    monitor.logs.clear();
    monitor.putLogs(goingOn('docker/logs/a_steady_idle'));
  });

  test('an error of a kind never seen before is a warning that shows it', async ({ monitor }) => {
    const store = await monitor.stateStore();
    await until(
      'the end of what the test before opened',
      async () => {
        expect(await monitor.invoke('check-logs')).toBeUndefined();
        await monitor.wakeReporter();
        return (await store.load()).state.incidents.length === 0;
      },
      { seconds: 400, everyMs: 2000 },
    );
    monitor.putLogs(goingOn('docker/logs/d_openai_hang_bounded'));
    await monitor.invoke('check-logs');
    const mail = await until('an e-mail', async () =>
      (await monitor.mails()).find((m) => m.subject.includes('OpenAI cannot be reached')),
    );
    expect(mail.subject).toMatch(/^\[WARN\] AtlasML emulator: OpenAI cannot be reached since/);
    expect(mail.text).toMatch(/Failed to generate OpenAI embeddings: Connection error\..*\(new\)/);
    monitor.logs.clear();
  }, 600_000);
});
