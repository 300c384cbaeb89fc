import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';

import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { serviceStandIn } from '../../support/service-stand-in.ts';
import { SIGNING_SECRET } from '../../support/services.ts';
import { stubClient } from '../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const dynamo = stubClient(DynamoDBClient);
const sns = stubClient(SNSClient);
const ssm = stubClient(SSMClient);
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

vi.stubGlobal('MONITOR_CONFIG', resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] }));
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alerts';
for (const [name, value] of Object.entries({ TABLE_NAME: 't', ALERT_TOPIC_ARN: TOPIC, AWS_REGION: 'eu-central-1' }))
  vi.stubEnv(name, value);
const { handler } = await import('../../../functions/report-incident/handler.ts');

beforeEach(() => {
  cloudWatch.reset();
  dynamo.reset();
  sns.reset();
  cloudWatch.onAnyCommand().resolves({});
  dynamo.onAnyCommand().resolves({});
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe('whatever wakes it, it reads the alarms and reports', () => {
  test.each<[string, unknown]>([
    ['nothing', null],
    ['no event', undefined],
    ['an event of somebody else', { source: 'aws.events' }],
    ['a text', 'wake up'],
    ['no records', { Records: [] }],
    ['a record without a body', { Records: [{ messageId: '1' }] }],
    ['a body that is no JSON', { Records: [{ body: '{' }] }],
    ['a time that is a number', { Records: [{ body: '{"AlarmName":"a","NewStateValue":"ALARM","StateChangeTime":5}' }] }],
  ])('%s', async (_what, event) => {
    expect(await handler(event, context)).toMatchObject({ wokenBy: [{}] });
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand)).not.toHaveLength(0);
  });
});

test('a command that is none is refused, as somebody waits for its answer', async () => {
  await expect(handler({ command: 'stop', by: 'anna' }, context)).rejects.toThrow('there is no command "stop"');
});

test('a question is answered, and nothing is reported or saved for it', async () => {
  expect(await handler({ command: 'status' }, context)).toEqual({ open: [], notices: [], observations: [] });
  expect(await handler({ command: 'incidents' }, context)).toEqual({ incidents: [] });
  expect(cloudWatch.commandCalls(DescribeAlarmsCommand)).toHaveLength(0);
  expect(dynamo.calls().filter(({ args: [sent] }) => !(sent instanceof QueryCommand))).toEqual([]);
});

test('a test is sent by the function itself, to the topic that it was deployed with', async () => {
  sns.onAnyCommand().resolves({ MessageId: 'm' });
  expect(await handler({ command: 'send-test' }, context)).toEqual({
    sent: [{ receiver: 'email', tookMs: expect.any(Number) }],
    email: [],
    channels: [],
    doubts: [],
  });
  expect(sns.commandCalls(PublishCommand).map(({ args: [sent] }) => sent.input)).toMatchObject([
    { TopicArn: TOPIC, Subject: expect.stringContaining('[TEST]') },
  ]);
});

test('the services are sent to with the secrets of Parameter Store, each by itself, and e-mail last', async () => {
  const { origin, got } = await serviceStandIn([204]);
  const values: Record<string, string> = { '/url': `${origin}/hook`, '/secret': SIGNING_SECRET, '/topic': 'planted' };
  ssm.on(GetParameterCommand).callsFake(async ({ Name }) => ({ Parameter: { Value: values[Name] } }));
  sns.onAnyCommand().resolves({ MessageId: 'm' });
  const services = { webhook: { urlParameter: '/url', secretParameter: '/secret' }, ntfy: { topicParameter: '/topic' } };
  vi.stubGlobal('MONITOR_CONFIG', resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }], ...services }));
  vi.resetModules();
  const { handler: withServices } = await import('../../../functions/report-incident/handler.ts');
  expect(await withServices({ command: 'send-test' }, context)).toMatchObject({
    sent: [
      { receiver: 'ntfy', refused: expect.stringMatching(/^ntfy: the parameter \/topic holds no URL/) },
      { receiver: 'webhook', tookMs: expect.any(Number) },
      { receiver: 'email' },
    ],
    channels: ['ntfy', 'webhook'],
  });
  expect(got.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /hook']);
});
