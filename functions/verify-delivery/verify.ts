import { channelsOf } from '../shared/config/asked-for.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { Channel, ChannelObservation, DeliveryObservation } from '../shared/observation.ts';
import type { Clock, MetricStore, Secrets, TopicSource } from '../shared/ports.ts';
import type { Metric } from '../shared/signals/metrics.ts';
import { emailChannel } from './email.ts';
import { slackChannel } from './slack.ts';

export type VerifyPorts = { secrets: Secrets; clock: Clock } & (TopicPorts | MailPorts);

/** E-mail by SNS. */
interface TopicPorts {
  topics: TopicSource;
  metrics: Pick<MetricStore, 'read'>;
  alertTopicArn: string;
  changesTopicArn: string;
}

/** E-mail by a mail server, on one machine. */
interface MailPorts {
  askMailServer(): Promise<ChannelObservation>;
}

const HOUR_MS = 3_600_000;

type Asked = Pick<MonitorConfig, 'email' | 'slack'>;

/** How each channel is looked at. A channel that is new must say it here. */
const VERIFIERS: Record<Channel, (config: Asked, ports: VerifyPorts) => Promise<ChannelObservation> | undefined> = {
  email: ({ email }, ports) => verifyEmail(email, ports),
  slack: ({ slack }, { secrets, clock }) => slack && slackChannel(slack, secrets, clock),
};

/** Looks at each channel without sending anything to anybody. */
export async function verifyDelivery(config: Asked, ports: VerifyPorts): Promise<DeliveryObservation> {
  const channels = await Promise.all(channelsOf(config).map((channel) => VERIFIERS[channel](config, ports)));
  return { check: 'delivery', atMs: ports.clock.now(), channels: channels.filter((c) => c !== undefined) };
}

async function verifyEmail(addresses: string[], ports: VerifyPorts): Promise<ChannelObservation> {
  if ('askMailServer' in ports) return ports.askMailServer();
  try {
    const [alerts, changes, failed] = await Promise.all([
      ports.topics.state(ports.alertTopicArn),
      ports.topics.state(ports.changesTopicArn),
      failedLastHour(ports).catch(() => undefined),
    ]);
    return emailChannel({ addresses, alerts, changes, failedLastHour: failed });
  } catch (error) {
    const sentence = `The topic of the alerts cannot be read (${(error as Error).name}).`;
    return { channel: 'email', verdict: 'unknown', sentence, notes: [] };
  }
}

/** Source: https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
async function failedLastHour({ metrics, clock, alertTopicArn }: TopicPorts & { clock: Clock }): Promise<number> {
  const now = clock.now();
  const points = await metrics.read({
    namespace: 'AWS/SNS',
    metric: 'NumberOfNotificationsFailed',
    dimensions: { TopicName: alertTopicArn.split(':').at(-1) ?? '' },
    statistic: 'Sum',
    periodSeconds: 300,
    startMs: now - HOUR_MS,
    endMs: now,
  });
  return points.reduce((sum, { value }) => sum + value, 0);
}

/** The gauges of one observation; a channel that could not be asked publishes none. */
export function deliveryMetrics({ channels }: DeliveryObservation): Metric[] {
  return channels
    .filter((c) => c.verdict !== 'unknown')
    .map((c) => ({ key: 'channelUp', value: Number(c.verdict === 'up'), dimensions: { Channel: c.channel } }));
}
