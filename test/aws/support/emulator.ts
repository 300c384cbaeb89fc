import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { inject } from 'vitest';
import { dynamoStateStore } from '../../../functions/shared/aws/state-store.ts';
import type { SlackPayload } from '../../../functions/shared/message/slack.ts';
import type { LogEvent } from '../../../insights/index.ts';
import type { Wish } from './control.ts';

const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const emulator = { ...common, endpoint: inject('emulatorUrl') };
export const cloudWatch = new CloudWatchClient(emulator);
export const lambda = new LambdaClient(emulator);
export const sqs = new SQSClient(emulator);
export const sns = new SNSClient(emulator);
export const dynamo = new DynamoDBClient(emulator);
const logs = new CloudWatchLogsClient({ ...common, endpoint: inject('logsUrl') });
const ssm = new SSMClient(emulator);

const ALERTS = 'arn:aws:sns:us-east-1:000000000000:atlasml-emulator-alerts';

export type FunctionName = 'check-health' | 'check-logs' | 'check-memory' | 'report-incident' | 'verify-delivery' | 'send-digest';

/** Asks the stand-ins for something; always answers with what Slack got so far. */
export async function wish<T = SlackPayload[]>(asked: Wish): Promise<T> {
  const response = await fetch(inject('controlUrl'), { method: 'POST', body: JSON.stringify(asked) });
  return (await response.json()) as T;
}

/** Runs one deployed function and gives its error, if it failed. */
export async function invoke(name: FunctionName, event: unknown = {}): Promise<string | undefined> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: `atlasml-emulator-${name}`, Payload: JSON.stringify(event) }),
  );
  return FunctionError ? `${FunctionError}: ${Buffer.from(Payload ?? []).toString('utf8')}` : undefined;
}

export async function alarmState(signal: string): Promise<string | undefined> {
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [`atlasml-emulator-${signal}`] }));
  return MetricAlarms?.[0]?.StateValue;
}

/** Waits until a condition holds, trying about twice a second. */
export async function until<T>(what: string, condition: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const value = await condition();
    if (value) return value;
    await setTimeout(400);
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

/** Puts a recording into the log group, moved in time so that it ended just now or so long ago, AtlasML's own stamps included. */
export async function putLogs(events: LogEvent[], agoMs = 2000): Promise<void> {
  const shift = Date.now() - agoMs - (events.at(-1)?.timestamp ?? 0);
  const logEvents = events.map((e) => ({ timestamp: e.timestamp + shift, message: moved(e.message, shift) }));
  await logs.send(new PutLogEventsCommand({ logGroupName: 'atlasml', logStreamName: 'production', logEvents }));
}

function moved(message: string, shift: number): string {
  return message.replace(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/, (stamp) => {
    const at = Date.parse(`${stamp.replace(' ', 'T')}Z`) + shift;
    return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  });
}

export interface Email {
  subject: string;
  text: string;
}

/** Subscribes a queue to the topic that the people subscribe to, as an e-mail address would. */
export async function inbox(): Promise<() => Promise<Email[]>> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `inbox-${Date.now()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(new SubscribeCommand({ TopicArn: ALERTS, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  const got: Email[] = [];
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body, ReceiptHandle } of Messages) {
      const { Subject, Message } = JSON.parse(Body ?? '{}') as { Subject: string; Message: string };
      // Alarms about the monitor itself go to the same topic without the reporter; their text is CloudWatch's JSON.
      if (!Subject.startsWith('ALARM: "')) got.push({ subject: Subject, text: Message });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return got;
  };
}

export async function storeSlackWebhook(): Promise<void> {
  const Value = await wish<string>({ slackUrl: true });
  await ssm.send(new PutParameterCommand({ Name: '/emulator/slack-webhook', Value, Type: 'SecureString', Overwrite: true }));
}

/** The table's real name has a suffix of CloudFormation's. */
export async function stateStore() {
  const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  return dynamoStateStore(TableNames.find((name) => name.includes('IncidentReporterState')) as string, dynamo);
}

/** Runs `send-test` as an operator would, against the emulator. */
export function sendTest(): Promise<{ stdout: string }> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: inject('emulatorUrl'),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const args = ['bin/atlasml-monitor.ts', 'send-test', '--topic', ALERTS, '--slack-parameter', '/emulator/slack-webhook'];
  return promisify(execFile)(process.execPath, args, { env });
}

/** The URL of a queue of the stack; CloudFormation puts its own letters around the name. */
export async function queueUrl(part: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const url = QueueUrls.find((u) => u.includes(part));
  if (!url) throw new Error(`there is no queue ${part}`);
  return url;
}
