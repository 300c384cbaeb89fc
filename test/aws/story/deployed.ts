import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { withAges } from '../../../functions/check-logs/ages.ts';
import { askForIncidents } from '../../../functions/shared/aws/reporter-command.ts';
import { observe } from '../../functions/check-logs/support.ts';
import { recorded, truth } from '../../support/corpus.ts';
import { alarmState, invoke, lambda, putLogs, queueUrl, sqs, stateStore, until, wish } from '../support/emulator.ts';
import { mails, slackHeaders, wakeUp } from '../support/told.ts';

/** Lets the store know the kinds of error of a recording from long ago. */
async function know(name: string): Promise<void> {
  const { evidence } = await observe(recorded(name));
  await withAges(evidence, await stateStore(), 0);
}

/** From a healthy AtlasML through its troubles, each told and ended. */
export function deployedMonitor(): void {
  describe('the deployed monitor, on the emulator', () => {
    test('all is well: every check runs with the real bundle, the alarms say OK, nobody is told', async () => {
      // Its two server errors are of kinds that were seen before, so nothing about it is news.
      await know('logs/healthy');
      await putLogs(recorded('logs/healthy'));
      expect(await invoke('check-health')).toBeUndefined();
      expect(await invoke('check-logs')).toBeUndefined();
      expect(await invoke('check-memory')).toBeUndefined();
      for (const signal of [
        'endpoint-down-health',
        'component-down-weaviate',
        'server-errors',
        'critical-lines',
        'memory-high',
      ]) {
        await until(`${signal} OK`, async () => (await alarmState(signal)) === 'OK');
      }
      const observations = await (await stateStore()).observations();
      const logs = observations.find((o) => o.check === 'logs');
      const { summary } = truth<{ summary: { user_5xx: number; health_requests: number } }>('truth/healthy');
      expect(logs?.counts).toMatchObject({ serverErrors: summary.user_5xx, healthRequests: 13, starts: 1 });
      expect(observations.find((o) => o.check === 'memory')?.memory).toMatchObject({ state: 'known', usedPercent: 42 });
      expect(await mails()).toEqual([]);
      await wish({ clearLogs: true });
    });

    test('a sick AtlasML becomes one e-mail, one Slack message and an alarm; its recovery too', async () => {
      await know('logs/weaviate-dies');
      await putLogs(recorded('logs/weaviate-dies'));
      await wish({ atlasml: 'health-weaviate-unreachable' });
      await invoke('check-logs');
      await invoke('check-health');
      await until('the alarm', async () => (await alarmState('endpoint-down-health')) === 'ALARM');
      const [mail] = await until('an e-mail', async () => (await mails()).length > 0 && mails());
      expect(mail?.subject).toMatch(/^\[DOWN\] AtlasML emulator: Weaviate unreachable since \d\d:\d\d UTC$/);
      expect(mail?.text).toContain(
        'Cause: AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable. (2 of 2 attempts)',
      );
      expect(mail?.text).toMatch(/logs +3 server errors; 0 client errors/);
      expect(mail?.text).toMatch(/memory +42 %/);
      expect(mail?.text).toMatch(/health +asked again: AtlasML answers \(HTTP 503\)/);
      expect(await slackHeaders()).toEqual([expect.stringContaining('Weaviate unreachable')]);

      // The emulator's alarms look at all datapoints of their range, so the sick ones must age out of two minutes.
      await wish({ atlasml: 'health-ok' });
      const told = await until(
        'the recovery',
        async () => {
          await invoke('check-health');
          const all = await mails();
          return all.some((m) => m.subject.startsWith('[RESOLVED')) && all;
        },
        260,
      );
      expect(await alarmState('endpoint-down-health')).toBe('OK');
      expect(told.at(-1)?.subject).toMatch(
        /^\[RESOLVED after \d+ min( \d+ s)?\] AtlasML emulator: Weaviate unreachable since \d\d:\d\d UTC$/,
      );
      await until('the recovery in Slack', async () => (await slackHeaders()).at(-1)?.includes('[RESOLVED]'));
      expect((await (await stateStore()).load()).incidents).toEqual([]);
      const [ended] = await askForIncidents('atlasml-emulator-report-incident', lambda);
      expect(ended?.account).toMatchObject({ short: 'Weaviate unreachable', certain: true });
      expect(ended?.sent?.map((s) => s.kind)).toContain('resolved');
      await wish({ clearLogs: true });
    }, 300_000);

    test('a wake-up that comes twice, and one that is no alarm, say nothing', async () => {
      const before = { mails: (await mails()).length, slack: (await slackHeaders()).length };
      const QueueUrl = await queueUrl('WakeUps');
      for (const MessageBody of ['hello', '{"AlarmName":"x","NewStateValue":"OK"}', '{"AlarmName":"x","NewStateValue":"OK"}']) {
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
      expect(await invoke('report-incident', wakeUp)).toBeUndefined();
      expect(await invoke('report-incident', wakeUp)).toBeUndefined();
      expect({ mails: (await mails()).length, slack: (await slackHeaders()).length }).toEqual(before);
    });

    test('server errors of the recorded OpenAI failure are counted, and the alarm and the message follow', async () => {
      const failing = recorded('logs/openai-failing');
      await know('logs/openai-failing');
      await putLogs(failing);
      await putLogs(failing);
      await invoke('check-logs');
      await until('the alarm', async () => (await alarmState('server-errors')) === 'ALARM');
      const mail = await until('an e-mail', async () => (await mails()).find((m) => m.subject.includes('OpenAI')));
      expect(mail.subject).toMatch(/^\[ALERT\] AtlasML emulator: OpenAI limits the rate since/);
      expect(mail.text).toContain('16 requests failed in 5 minutes.');
      expect(mail.text).toContain('Rate limit reached');
      await wish({ clearLogs: true });
    });

    test('an error of a kind never seen before is a warning that shows it', async () => {
      const store = await stateStore();
      await until(
        'the end of what the tests before opened',
        async () => (await invoke('check-logs')) === undefined && (await store.load()).incidents.length === 0,
        240,
      );
      await putLogs(recorded('docker/logs/d_openai_hang_bounded'));
      await invoke('check-logs');
      const mail = await until('an e-mail', async () =>
        (await mails()).find((m) => m.subject.includes('OpenAI cannot be reached')),
      );
      expect(mail.subject).toMatch(/^\[WARN\] AtlasML emulator: OpenAI cannot be reached since/);
      expect(mail.text).toMatch(/Failed to generate OpenAI embeddings: Connection error\..*\(new\)/);
      await wish({ clearLogs: true });
    }, 300_000);

    test('the schedules run the checks by themselves', async () => {
      const store = await stateStore();
      const since = Date.now();
      const all = async () => (await store.observations()).filter((o) => o.check !== 'delivery' && o.atMs > since).length === 3;
      await until('a run of each check', all, 100);
    });

    test('a query that fails is unknown: no count is published, the alarm about the check goes off', async () => {
      await putLogs(recorded('logs/healthy'));
      await wish({ logs: 'Failed' });
      expect(await invoke('check-logs')).toBeUndefined();
      const logs = (await (await stateStore()).observations()).find((o) => o.check === 'logs');
      expect(logs).toMatchObject({ unknown: 'the query ended as Failed' });
      expect(logs?.counts).toBeUndefined();
      await until('the alarm', async () => (await alarmState('check-unknown-logs')) === 'ALARM');
    });
  });
}
