import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { topicPublisher } from '../functions/shared/aws/email-topic.ts';
import { findTopic } from '../functions/shared/aws/find-topic.ts';
import { parameterSecrets } from '../functions/shared/aws/secrets.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { emailReceiver } from '../functions/shared/delivery/email.ts';
import { slackOf } from '../functions/shared/delivery/slack/receiver-of.ts';
import { testMessage } from '../functions/shared/message/test-message.ts';
import type { Clock, Receiver, Secrets } from '../functions/shared/ports.ts';
import { milliseconds } from '../functions/shared/text/words.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { machineReceivers } from '../local/watch/machine-receivers.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import type { Outcome } from './usage-error.ts';

const OPTIONS = {
  topic: { type: 'string' },
  'slack-parameter': { type: 'string' },
  here: { type: 'boolean' },
  secrets: { type: 'string' },
} as const;

/** `send-test [--topic ARN] [--slack-parameter NAME] | --here`: a marked test through every receiver, with the rights of the caller. */
export async function sendTestCommand(
  args: string[],
  userConfig: MonitorConfigInput,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const config = resolveConfig(userConfig);
  if (values.here) return sendTestHere(config, machineSecrets({ environment, directory: values.secrets }));
  const webhookParameter = values['slack-parameter'];
  const asked = webhookParameter ? { slack: { webhookParameter, webhookHosts: config.slack?.webhookHosts ?? [] } } : config;
  const name = `atlasml-${config.environment}-alerts`;
  const topic = await (values.topic ?? findTopic(name).catch((error: Error) => error));
  const slack = slackOf(asked, parameterSecrets(systemClock), systemClock);
  const receivers: Receiver[] = [
    ...(slack ? [slack] : []),
    ...(typeof topic === 'string' ? [emailReceiver(topicPublisher(topic))] : []),
  ];
  const rows = await sendTest(receivers, config, systemClock);
  if (typeof topic !== 'string') rows.push({ well: false, text: `email  not sent: ${noTopic(topic, name)}` });
  if (!slack) rows.push({ well: true, text: 'slack  not configured' });
  return { text: rows.map((row) => row.text).join('\n'), code: rows.every((row) => row.well) ? 0 : 1 };
}

/** Through the receivers that `watch` has on this machine. */
async function sendTestHere(asked: MonitorConfig, secrets: Secrets): Promise<Outcome> {
  const { config, notes } = machineConfig(asked, {});
  const { receivers } = await machineReceivers(config, { secrets, clock: systemClock, newId: randomUUID });
  const rows = await sendTest(receivers, config, systemClock);
  const text = [...rows.map((row) => row.text), ...notes.map((note) => `note: ${note}`)].join('\n');
  return { text, code: rows.length > 0 && rows.every((row) => row.well) ? 0 : 1 };
}

function noTopic(error: Error | undefined, name: string): string {
  return error
    ? `AWS could not be asked (${error.name}): set AWS_PROFILE and AWS_REGION as for the deploy, or name the topic with --topic ARN`
    : `there is no topic ${name} in this account and region: deploy first, or name it with --topic ARN`;
}

export interface Row {
  well: boolean;
  text: string;
}

/** Sends the test through each receiver, whatever became of the others. */
export async function sendTest(receivers: Receiver[], config: Parameters<typeof testMessage>[0], clock: Clock): Promise<Row[]> {
  return Promise.all(
    receivers.map(async (receiver) => {
      const startedMs = clock.now();
      try {
        await receiver.deliver(testMessage(config, startedMs));
        return {
          well: true,
          text: `${receiver.name.padEnd(5)}  taken after ${milliseconds(clock.now() - startedMs)}${NEXT[receiver.name] ?? (receiver.name.startsWith('email ') ? '; it must be in the mailbox within a minute' : '')}`,
        };
      } catch (error) {
        return { well: false, text: `${receiver.name.padEnd(5)}  failed: ${(error as Error).message}` };
      }
    }),
  );
}

/** Taken is not yet read. */
const NEXT: Record<string, string> = {
  email: ' by SNS; it must be in every mailbox within a minute',
  slack: '; it stands in the channel',
};
