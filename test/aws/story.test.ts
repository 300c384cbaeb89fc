import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askForIncidents, askReporter } from '../../functions/shared/aws/reporter-command.ts';
import { observe } from '../functions/check-logs/support.ts';
import { recorded, truth } from '../support/corpus.ts';
import {
  alarmState,
  type Email,
  inbox,
  invoke,
  lambda,
  putLogs,
  sendTest,
  sqs,
  stateStore,
  storeSlackWebhook,
  until,
  wish,
} from './support/emulator.ts';

let mails: () => Promise<Email[]>;

beforeAll(async () => {
  await storeSlackWebhook();
  mails = await inbox();
});

afterEach(async () => {
  await wish({ atlasml: 'health-ok' });
  await wish({ logs: 'complete' });
  await wish({ slackStatuses: [] });
  await wish({ slackDelayMs: 0 });
});

/** Lets the store know the kinds of error of a recording from long ago. */
async function know(name: string): Promise<void> {
  const { evidence } = await observe(recorded(name));
  await (await stateStore()).firstSeen(
    evidence.map((kind) => kind.fingerprint),
    0,
  );
}

const slackHeaders = async () =>
  (await wish({ slackGot: true })).map((payload) =>
    payload.blocks.flatMap((b) => (b.type === 'header' ? [b.text.text] : [])).join(),
  );
const wakeUp = { Records: [{ body: '{"source":"test"}' }] };

describe('the deployed monitor, on the emulator', () => {
  test('all is well: every check runs with the real bundle, the alarms say OK, nobody is told', async () => {
    // Its two server errors are of kinds that were seen before, so nothing about it is news.
    await know('logs/healthy');
    await putLogs(recorded('logs/healthy'));
    expect(await invoke('check-health')).toBeUndefined();
    expect(await invoke('check-logs')).toBeUndefined();
    expect(await invoke('check-memory')).toBeUndefined();
    for (const signal of ['endpoint-down-health', 'component-down-weaviate', 'server-errors', 'critical-lines', 'memory-high']) {
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
    expect(await slackHeaders()).toEqual([expect.stringContaining('Weaviate unreachable')]);

    // The emulator's alarms look at all datapoints of their range, so the sick ones must age out of two minutes.
    await wish({ atlasml: 'health-ok' });
    const told = await until(
      'the recovery',
      async () => {
        await invoke('check-health');
        const all = await mails();
        return all.some((m) => m.subject.startsWith('[RESOLVED]')) && all;
      },
      260,
    );
    expect(await alarmState('endpoint-down-health')).toBe('OK');
    expect(told.at(-1)?.subject).toMatch(/^\[RESOLVED\] AtlasML emulator: Weaviate unreachable, well again after \d+ min$/);
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

/** The URL of a queue of the stack; CloudFormation puts its own letters around the name. */
async function queueUrl(part: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const url = QueueUrls.find((u) => u.includes(part));
  if (!url) throw new Error(`there is no queue ${part}`);
  return url;
}

describe('delivery that fails', () => {
  test('Slack answers 500 and then 200: e-mail is told once, Slack when it is back', async () => {
    await until('quiet', async () => (await invoke('report-incident', wakeUp)) === undefined);
    const mailsBefore = (await mails()).length;
    const slackBefore = (await slackHeaders()).length;
    await wish({ slackStatuses: [500, 500, 500, 500] });
    await wish({ atlasml: 'wrong-key' });
    await invoke('check-health');
    await until('the e-mail', async () => (await mails()).length > mailsBefore);
    expect((await slackHeaders()).length).toBe(slackBefore);
    const failed = await invoke('report-incident', wakeUp);
    expect(failed).toContain('Slack answered HTTP 500');
    expect(failed).not.toContain('/services/T0');
    await wish({ slackStatuses: [] });
    expect(await invoke('report-incident', wakeUp)).toBeUndefined();
    await until('Slack', async () => (await slackHeaders()).length > slackBefore);
    expect((await mails()).length).toBe(mailsBefore + 1);
  });

  test('killed between send and save: Slack is told again rather than e-mail never', async () => {
    const store = await stateStore();
    const { version, incidents } = await store.load();
    // As if nobody had been told yet.
    await store.save({ version, incidents: incidents.map((i) => ({ ...i, told: {} })) });
    const FunctionName = 'atlasml-emulator-report-incident';
    const mailsBefore = (await mails()).length;
    const slackBefore = (await slackHeaders()).length;
    await wish({ slackDelayMs: 8000 });
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 }));
    expect(await invoke('report-incident', wakeUp)).toMatch(/tim(ed out|eout)/i);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 60 }));
    await wish({ slackDelayMs: 0 });
    expect((await slackHeaders()).length).toBeGreaterThan(slackBefore);
    expect((await mails()).length).toBe(mailsBefore);
    await until('both', async () => (await invoke('report-incident', wakeUp)) === undefined);
    expect((await slackHeaders()).length).toBeGreaterThan(slackBefore + 1);
    expect((await mails()).length).toBeGreaterThan(mailsBefore);
  });

  test('a wake-up whose delivery fails each time ends in the dead-letter queue', async () => {
    const QueueUrl = await queueUrl('WakeUps');
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
    await wish({ slackStatuses: Array(100).fill(500) });
    const store = await stateStore();
    const state = await store.load();
    await store.save({ ...state, incidents: state.incidents.map((i) => ({ ...i, told: {} })) });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    const dead = await queueUrl('DeadLetters');
    await until('a dead letter', async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, VisibilityTimeout: 0 }));
      return Messages.some((m) => m.Body === 'hello');
    });
    const { incidents } = await store.load();
    expect(incidents.map((i) => Object.keys(i.told))).toEqual([['email']]);
  });
});

describe('what a person says', () => {
  test('the reporter obeys, and refuses what it does not know', async () => {
    await wish({ slackStatuses: [] });
    expect(
      await askReporter(
        'atlasml-emulator-report-incident',
        { command: 'silence', minutes: 5, why: 'deploy', by: 'anna' },
        lambda,
      ),
    ).toMatch(/^Silent until .* \(5 min\): deploy\./);
    expect((await (await stateStore()).load()).silence).toMatchObject({ why: 'deploy', by: 'anna' });
    expect(await askReporter('atlasml-emulator-report-incident', { command: 'end-silence', by: 'anna' }, lambda)).toBe(
      'The silence is over.',
    );
    await expect(askReporter('atlasml-emulator-report-incident', { command: 'stop', by: 'anna' }, lambda)).rejects.toThrow(
      'there is no command "stop"',
    );
  });
});

describe('proof that alerts arrive', () => {
  afterAll(() => wish({ slackDead: false }));
  const channels = async () => {
    expect(await invoke('verify-delivery')).toBeUndefined();
    const observation = (await (await stateStore()).observations()).find((o) => o.check === 'delivery');
    return Object.fromEntries(observation?.channels.map((c) => [c.channel, c]) ?? []);
  };

  test('verify-delivery finds both channels well, and posts nothing', async () => {
    await wish({ slackStatuses: [] });
    const before = (await slackHeaders()).length;
    expect(await channels()).toMatchObject({ email: { verdict: 'up' }, slack: { verdict: 'up' } });
    expect((await slackHeaders()).length).toBe(before);
  });

  test('send-test reaches both', async () => {
    const before = { mails: (await mails()).length, slack: (await slackHeaders()).length };
    const { stdout } = await sendTest();
    expect(stdout).toMatch(/^slack {2}taken after .*\nemail {2}taken after .* by SNS/);
    const [mail] = await until('the e-mail', async () =>
      (await mails()).slice(before.mails).filter((m) => m.subject.startsWith('[TEST]')),
    );
    expect(mail?.text).toContain('Nothing is wrong.');
    expect((await slackHeaders()).at(-1)).toContain('[TEST]');
  });

  test('the drill goes the way of a real alert and says how long it took', async () => {
    expect(await invoke('verify-delivery', { drill: true })).toBeUndefined();
    const mail = await until('the drill', async () => (await mails()).find((m) => m.subject.startsWith('[DRILL]')));
    expect(mail.subject).toMatch(/^\[DRILL\] AtlasML emulator: alerts arrive, within \d+ s$/);
    await until('it in Slack', async () => (await slackHeaders()).some((header) => header.includes('[DRILL]')));
  });

  test('a webhook that somebody removed is told by e-mail', async () => {
    await wish({ slackDead: true });
    expect((await channels()).slack).toMatchObject({ verdict: 'down', sentence: expect.stringContaining('HTTP 404 no_service') });
    await until('the alarm', async () => (await alarmState('channel-lost-slack')) === 'ALARM');
    const mail = await until('the e-mail', async () => (await mails()).find((m) => /alerts by slack do not arrive/.test(m.text)));
    expect(mail.text).toContain('store a new one in the parameter /emulator/slack-webhook');
    expect(mail.text).not.toContain('/services/T0');
  });
});
