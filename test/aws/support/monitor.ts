import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { dynamoRecordStore } from '../../../functions/shared/aws/record-store.ts';
import { dynamoStateStore } from '../../../functions/shared/aws/state-store.ts';
import { runMemory } from '../../../functions/shared/incident/run-memory.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { TOKEN } from '../../support/sentry-stand-in.ts';
import { ACCOUNT, REGION } from './cdk.ts';
import { type Clients, clientsOf } from './clients.ts';
import type { Surroundings } from './deploy.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { movedToNow } from './recording.ts';

const ALERTS = `arn:aws:sns:${REGION}:${ACCOUNT}:atlasml-emulator-alerts`;
export const SLACK_SECRET = 'a-signing-secret';
/** What the parameters of monitor.config.ts hold. */
const secretsAt = ({ slackUrl, servicesUrl }: Pick<Surroundings, 'slackUrl' | 'servicesUrl'>): Record<string, string> => ({
  'slack-webhook': slackUrl,
  teams: `${servicesUrl}/teams`,
  ntfy: `${servicesUrl}/atlasml`,
  webhook: `${servicesUrl}/webhook`,
  'webhook-secret': `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  sentry: TOKEN,
  'answer-key': Buffer.alloc(32, 1).toString('base64'),
  'slack-secret': SLACK_SECRET,
});
/** An event of the queue that wakes the reporter and says nothing. */
const WAKE_UP = { Records: [{ body: '{"source":"test"}' }] };

export type FunctionName = 'check-health' | 'check-logs' | 'check-memory' | 'report-incident' | 'verify-delivery' | 'send-digest';

/** Opens a mailbox at the alert topic and lets the monitor know Slack's stand-in. */
export async function openMonitor(surroundings: Surroundings): Promise<Monitor> {
  const clients = clientsOf(surroundings.emulatorUrl);
  for (const [name, Value] of Object.entries(secretsAt(surroundings)))
    await clients.ssm.send(new PutParameterCommand({ Name: `/emulator/${name}`, Value, Type: 'SecureString' }));
  return new Monitor(surroundings, clients, await openMailbox(ALERTS, clients));
}

/** One deployed monitor, and what a test asks of it. */
export class Monitor {
  readonly logs: Surroundings['logs'];
  readonly atlasml: Surroundings['atlasml'];
  readonly slack: Surroundings['slack'];
  readonly services: Surroundings['services'];
  readonly lambda: Clients['lambda'];
  readonly sqs: Clients['sqs'];
  /** Every e-mail so far. */
  readonly mails: Mailbox;
  readonly #emulatorUrl: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clients: Clients;

  constructor({ logs, atlasml, slack, services, environment, emulatorUrl }: Surroundings, clients: Clients, mails: Mailbox) {
    this.logs = logs;
    this.atlasml = atlasml;
    this.slack = slack;
    this.services = services;
    this.lambda = clients.lambda;
    this.sqs = clients.sqs;
    this.mails = mails;
    this.#emulatorUrl = emulatorUrl;
    this.#environment = environment;
    this.#clients = clients;
  }

  /** Puts the stand-ins back to how they behave on a good day. */
  calm(): void {
    this.atlasml.answer = 'health-ok';
    this.logs.behaviour = 'complete';
    this.logs.isFilterAway = false;
    this.slack.next = [];
    this.slack.delayMs = 0;
  }

  /** Runs one deployed function and gives its error, if it failed. */
  async invoke(name: FunctionName, event: unknown = {}): Promise<string | undefined> {
    const { FunctionError, Payload } = await this.lambda.send(
      new InvokeCommand({ FunctionName: functionName(name), Payload: JSON.stringify(event) }),
    );
    return FunctionError ? `${FunctionError}: ${Buffer.from(Payload ?? []).toString('utf8')}` : undefined;
  }

  /** Wakes the reporter, as its schedule does each minute, and gives its error, if it failed. */
  wakeReporter(): Promise<string | undefined> {
    return this.invoke('report-incident', WAKE_UP);
  }

  /** Runs every check once, as their schedules do each minute. */
  async runChecks(): Promise<void> {
    const failures = await Promise.all(
      (['check-health', 'check-logs', 'check-memory'] as const).map((name) => this.invoke(name)),
    );
    for (const failure of failures) if (failure) throw new Error(failure);
  }

  async alarmState(signal: string): Promise<string | undefined> {
    const { MetricAlarms } = await this.#clients.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [`atlasml-emulator-${signal}`] }),
    );
    return MetricAlarms?.[0]?.StateValue;
  }

  /** Puts a recording into AtlasML's log group, moved in time so that it ended just now or so long ago. */
  putLogs(events: LogEvent[], agoMs = 2000): void {
    this.logs.put('atlasml', 'production', movedToNow(events, agoMs));
  }

  /** What a function logged since a time, epoch ms, and that contains the text. */
  async linesOf(name: FunctionName, text: string, sinceMs: number): Promise<string[]> {
    const { events } = await this.#ownLog(name, sinceMs);
    return events.flatMap(({ message }) => (message.includes(text) ? [message] : []));
  }

  /** Puts what the functions logged where queries find it: the emulator keeps their logs, and answers no query. */
  async putOwnLogs(...names: FunctionName[]): Promise<void> {
    for (const name of names) {
      const { group, events } = await this.#ownLog(name, 0);
      this.logs.put(group, 'runs', events);
    }
  }

  async #ownLog(name: FunctionName, sinceMs: number): Promise<{ group: string; events: LogEvent[] }> {
    const { LoggingConfig } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName(name) }));
    const group = LoggingConfig?.LogGroup ?? '';
    const { events = [] } = await this.#clients.ownLogs.send(
      new FilterLogEventsCommand({ logGroupName: group, startTime: sinceMs }),
    );
    return { group, events: events.map(({ timestamp = 0, message = '' }) => ({ timestamp, message })) };
  }

  async stateStore() {
    return dynamoStateStore(await this.#table(), this.#clients.dynamo);
  }

  /** What runs of the reporter rested on. */
  async runs() {
    return runMemory(dynamoRecordStore(await this.#table(), this.#clients.dynamo));
  }

  /** The table's real name has a suffix of CloudFormation's. */
  async #table(): Promise<string> {
    const { TableNames = [] } = await this.#clients.dynamo.send(new ListTablesCommand({}));
    return TableNames.find((name) => name.includes('IncidentReporterState')) as string;
  }

  /** As if nobody had been told of anything yet. */
  async forgetTold(): Promise<void> {
    const store = await this.stateStore();
    const { receivers } = await store.load();
    for (const record of Object.values(receivers)) await store.saveReceiver({ ...record, told: {}, attempts: [] });
  }

  /** Puts a record into the reporter's table, as another version or another hand would have written it. */
  async putRecord(kind: string, id: string, json: string, version: number): Promise<void> {
    const { dynamo } = this.#clients;
    const TableName = await this.#table();
    const Item = { kind: { S: kind }, id: { S: id }, json: { S: json }, version: { N: String(version) } };
    await dynamo.send(new PutItemCommand({ TableName, Item }));
  }

  async removeRecord(kind: string, id: string): Promise<void> {
    const { dynamo } = this.#clients;
    const TableName = await this.#table();
    await dynamo.send(new DeleteItemCommand({ TableName, Key: { kind: { S: kind }, id: { S: id } } }));
  }

  /** Changes a variable of a deployed function. */
  async setVariable(name: FunctionName, key: string, value: string): Promise<void> {
    const { Environment } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName(name) }));
    await this.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: functionName(name),
        Environment: { Variables: { ...Environment?.Variables, [key]: value } },
      }),
    );
  }

  /** Runs `send-test` as an operator would. */
  sendTest(): Promise<{ stdout: string }> {
    return this.command('send-test');
  }

  /** Runs a command as an operator would. */
  command(...words: string[]): Promise<{ stdout: string }> {
    const config = 'test/aws/support/monitor.config.ts';
    const args = ['bin/atlasml-monitor.ts', ...words, '--config', config];
    return promisify(execFile)(process.execPath, args, { env: this.#environment });
  }

  /** Where the emulator takes what is sent to the address of a function. */
  functionUrl(given: string): string {
    const { hostname, pathname, search } = new URL(given);
    return `${this.#emulatorUrl}/_aws/lambda-url/${hostname.split('.')[0]}${pathname}${search}`;
  }

  /** The URL of a queue of the stack; CloudFormation puts its own letters around the name. */
  async queueUrl(part: string): Promise<string> {
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({}));
    const url = QueueUrls.find((u) => u.includes(part));
    if (!url) throw new Error(`there is no queue ${part}`);
    return url;
  }
}

const functionName = (name: FunctionName) => `atlasml-emulator-${name}`;
