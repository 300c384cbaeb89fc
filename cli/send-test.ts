import { randomUUID } from 'node:crypto';
import { topicPublisher } from '../functions/shared/aws/email-topic.ts';
import { findTopic } from '../functions/shared/aws/find-topic.ts';
import { parameterSecrets } from '../functions/shared/aws/secrets.ts';
import { systemClock } from '../functions/shared/clock.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { emailReceiver } from '../functions/shared/delivery/email.ts';
import { slackOf } from '../functions/shared/delivery/slack/receiver-of.ts';
import { testMessage } from '../functions/shared/message/test-message.ts';
import type { Clock, Receiver, Secrets } from '../functions/shared/ports.ts';
import { milliseconds } from '../functions/shared/text/words.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { machineReceivers } from '../local/watch/machine-receivers.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import type { Outcome } from './usage-error.ts';

export interface TestAsked {
  here?: true;
  secrets?: string;
  topic?: string;
  'slack-parameter'?: string;
}

/** `send-test`: a marked test through every receiver, with the rights of the caller. */
export async function sendTestCommand(
  options: TestAsked,
  config: MonitorConfig,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  if (options.here) return sendTestHere(config, machineSecrets({ environment, directory: options.secrets }));
  const webhookParameter = options['slack-parameter'];
  const asked = webhookParameter ? { slack: { webhookParameter, webhookHosts: config.slack?.webhookHosts ?? [] } } : config;
  const name = `atlasml-${config.slug}-alerts`;
  const topic = await (options.topic ?? findTopic(name).catch((error: Error) => error));
  const slack = slackOf(asked, parameterSecrets(systemClock), systemClock);
  const receivers: Receiver[] = [
    ...(slack ? [slack] : []),
    ...(typeof topic === 'string' ? [emailReceiver(topicPublisher(topic))] : []),
  ];
  const rows = await sendTest(receivers, config, systemClock);
  if (typeof topic !== 'string') rows.push({ receiver: 'email', well: false, said: `not sent: ${noTopic(topic, name)}` });
  if (!slack) rows.push({ receiver: 'slack', well: true, said: 'not configured' });
  return outcomeOf(rows, []);
}

/** Through the receivers that `watch` has on this machine. */
async function sendTestHere(asked: MonitorConfig, secrets: Secrets): Promise<Outcome> {
  const { config, notes } = machineConfig(asked, {});
  const { receivers } = await machineReceivers(config, { secrets, clock: systemClock, newId: randomUUID });
  return outcomeOf(await sendTest(receivers, config, systemClock), notes);
}

function outcomeOf(rows: Row[], notes: string[]): Outcome {
  const lines = [...rows.map(({ receiver, said }) => `${receiver.padEnd(5)}  ${said}`), ...notes.map((note) => `note: ${note}`)];
  const isWell = rows.length > 0 && rows.every((row) => row.well);
  return { text: lines.join('\n'), code: isWell ? 0 : 1, json: { receivers: rows, notes } };
}

function noTopic(error: Error | undefined, name: string): string {
  return error
    ? `AWS could not be asked (${error.name}): set AWS_PROFILE and AWS_REGION as for the deploy, or name the topic with --topic ARN`
    : `there is no topic ${name} in this account and region: deploy first, or name it with --topic ARN`;
}

/** What became of the test at one receiver. */
export interface Row {
  receiver: string;
  well: boolean;
  said: string;
}

/** Sends the test through each receiver, whatever became of the others. */
export async function sendTest(receivers: Receiver[], config: Parameters<typeof testMessage>[0], clock: Clock): Promise<Row[]> {
  return Promise.all(
    receivers.map(async (one) => {
      const { name: receiver } = one;
      const startedMs = clock.now();
      try {
        await one.deliver(testMessage(config, startedMs));
        const next = NEXT[receiver] ?? (receiver.startsWith('email ') ? '; it must be in the mailbox within a minute' : '');
        return { receiver, well: true, said: `taken after ${milliseconds(clock.now() - startedMs)}${next}` };
      } catch (error) {
        return { receiver, well: false, said: `failed: ${(error as Error).message}` };
      }
    }),
  );
}

/** Taken is not yet read. */
const NEXT: Record<string, string> = {
  email: ' by SNS; it must be in every mailbox within a minute',
  slack: '; it stands in the channel',
};
