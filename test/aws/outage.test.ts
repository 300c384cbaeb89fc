import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { askForIncidents } from '../../functions/shared/aws/reporter-command.ts';
import { recorded, truth } from '../support/corpus.ts';
import { TOKEN } from '../support/sentry-stand-in.ts';
import { know } from './support/known-kinds.ts';
import { test } from './support/test.ts';
import { until } from './support/until.ts';

describe('the deployed monitor, from a healthy AtlasML through an outage', () => {
  test('all is well: every check runs with the real bundle, the alarms say OK, nobody is told', async ({ monitor }) => {
    // Its two server errors are of kinds that were seen before, so nothing about it is news.
    await know('logs/healthy', monitor);
    monitor.putLogs(recorded('logs/healthy'));
    await monitor.runChecks();
    for (const signal of ['endpoint-down-health', 'component-down', 'server-errors', 'critical-lines', 'memory-high']) {
      await until(`${signal} OK`, async () => (await monitor.alarmState(signal)) === 'OK');
    }
    const observations = await (await monitor.stateStore()).observations();
    const logs = observations.find((o) => o.check === 'logs');
    const { summary } = truth<{ summary: { user_5xx: number; health_requests: number } }>('truth/healthy');
    expect(logs?.counts).toMatchObject({ serverErrors: summary.user_5xx, healthRequests: 13, starts: 1 });
    expect(observations.find((o) => o.check === 'memory')?.memory).toMatchObject({ state: 'known', usedPercent: 42 });
    expect(await monitor.mails()).toEqual([]);
    monitor.logs.clear();
  });

  test('a sick AtlasML becomes one message for each receiver and an alarm; its recovery too', async ({ monitor }) => {
    const { atlasml, slack, services, mails } = monitor;
    await know('logs/weaviate-dies', monitor);
    monitor.putLogs(recorded('logs/weaviate-dies'));
    atlasml.answer = 'health-weaviate-unreachable';
    const since = Date.now();
    await monitor.invoke('check-logs');
    await monitor.invoke('check-health');
    await until('the alarm', async () => (await monitor.alarmState('endpoint-down-health')) === 'ALARM');
    const [mail] = await until('an e-mail', async () => (await mails()).length > 0 && mails());
    expect(mail?.subject).toMatch(/^\[DOWN\] AtlasML emulator: Weaviate unreachable since \d\d:\d\d UTC$/);
    expect(mail?.text).toContain(
      'Cause: AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable. (2 of 2 attempts)',
    );
    expect(mail?.text).toMatch(/logs +3 server errors; 0 client errors/);
    expect(mail?.text).toMatch(/memory +42 %/);
    // Whether the answers of these two came within the time that a message waits is the machine's affair.
    expect(mail?.text).toMatch(/Sentry +(?:ATLASML-1A {2}WeaviateConnectionError|unknown: Sentry did not answer within 2 s)/);
    expect(atlasml.sentryAsked.at(-1)).toBe(`Bearer ${TOKEN}`);
    await until('a second look', async () => (await monitor.linesOf('check-health', '"again"', since)).length > 0);
    expect(slack.headers).toEqual([expect.stringContaining('Weaviate unreachable')]);
    for (const service of ['teams', 'ntfy', 'webhook'] as const)
      expect(services.bodiesOf(service)).toEqual([expect.stringContaining('Weaviate unreachable')]);

    // The emulator's alarms look at all datapoints of their range, so the sick ones must age out of two minutes.
    atlasml.answer = 'health-ok';
    const told = await until(
      'the recovery',
      async () => {
        await monitor.invoke('check-health');
        await monitor.wakeReporter();
        const all = await mails();
        return all.some((m) => m.subject.startsWith('[RESOLVED')) && all;
      },
      { seconds: 400, everyMs: 2000 },
    );
    expect(await monitor.alarmState('endpoint-down-health')).toBe('OK');
    expect(told.at(-1)?.subject).toMatch(
      /^\[RESOLVED( after \d+ min( \d+ s)?)?\] AtlasML emulator: Weaviate unreachable since \d\d:\d\d UTC$/,
    );
    await until('the recovery in Slack', () => slack.headers.at(-1)?.includes('[RESOLVED]'));
    const types = () => services.bodiesOf('webhook').map((body) => JSON.parse(body).type);
    await until('the recovery as JSON', () => types().at(-1) === 'incident.resolved');
    expect((await (await monitor.stateStore()).load()).state.incidents).toEqual([]);
    const [ended] = await askForIncidents('atlasml-emulator-report-incident', monitor.lambda);
    expect(ended?.account).toMatchObject({ short: 'Weaviate unreachable', certain: true });
    expect(ended?.sent?.map((s) => s.kind)).toContain('resolved');
    monitor.logs.clear();
  }, 600_000);

  test('a wake-up that comes twice, and one that is no alarm, say nothing', async ({ monitor }) => {
    const told = async () => ({ mails: (await monitor.mails()).length, slack: monitor.slack.headers.length });
    const before = await told();
    const QueueUrl = await monitor.queueUrl('WakeUps');
    for (const MessageBody of ['hello', '{"AlarmName":"x","NewStateValue":"OK"}', '{"AlarmName":"x","NewStateValue":"OK"}']) {
      await monitor.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    expect(await monitor.wakeReporter()).toBeUndefined();
    expect(await monitor.wakeReporter()).toBeUndefined();
    expect(await told()).toEqual(before);
  });
});
