import { channelsOf } from '../shared/config/asked-for.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { Judged } from '../shared/delivery/asked-address.ts';
import type { Channel, ChannelObservation, DeliveryObservation } from '../shared/observation.ts';
import type { Clock, MetricStore, Secrets, TopicSource } from '../shared/ports.ts';
import type { Metric } from '../shared/signals/metrics.ts';
import { emailChannel } from './email.ts';

export type VerifyPorts = ServicePorts & (TopicPorts | MailPorts);

interface ServicePorts {
  secrets: Secrets;
  clock: Clock;
}

/** E-mail by SNS. */
interface TopicPorts {
  topics: TopicSource;
  metrics: Pick<MetricStore, 'read'>;
  alertTopicArn: string;
  changesTopicArn: string;
  /** Where SES sends the mails; the topic has only the alarms about the monitor itself. */
  askSes?(): Promise<ChannelObservation>;
}

/** E-mail by a mail server, on one machine. */
interface MailPorts {
  askMailServer(): Promise<ChannelObservation>;
}

const HOUR_MS = 3_600_000;

type Asked = Pick<MonitorConfig, Channel | 'service' | 'environment' | 'slug'>;

type Service = Exclude<Channel, 'email'>;

/** How each service is looked at; what is not configured is not loaded. A channel that is new must say it here. */
const VERIFIERS: {
  [C in Service]: (config: Asked & Record<C, NonNullable<Asked[C]>>, ports: ServicePorts) => Promise<Judged>;
} = {
  slack: async ({ slack }, { secrets, clock }) => (await import('./slack.ts')).slackChannel(slack, secrets, clock),
  teams: async ({ teams }, ports) => (await import('../shared/delivery/teams/teams.ts')).askTeams(teams, ports),
  pagerduty: async (config, ports) => (await import('../shared/delivery/pagerduty/pagerduty.ts')).askPagerduty(config, ports),
  ntfy: async ({ ntfy }, ports) => (await import('../shared/delivery/ntfy/ntfy.ts')).askNtfy(ntfy, ports),
  webhook: async ({ webhook }, ports) => (await import('../shared/delivery/webhook/webhook.ts')).askWebhook(webhook, ports),
};

/** Looks at a service that is configured, without sending anything to anybody. */
export async function verifyService(
  channel: Service,
  config: Asked,
  { secrets, clock }: ServicePorts,
): Promise<ChannelObservation> {
  return { channel, ...(await VERIFIERS[channel](config as never, { secrets, clock })) };
}

/** Looks at each channel without sending anything to anybody. */
export async function verifyDelivery(
  config: Pick<MonitorConfig, 'email'> & Partial<Asked>,
  ports: VerifyPorts,
): Promise<DeliveryObservation> {
  const looks = channelsOf(config).map((channel) =>
    channel === 'email' ? verifyEmail(config.email, ports) : verifyService(channel, config as Asked, ports),
  );
  return { check: 'delivery', atMs: ports.clock.now(), channels: await Promise.all(looks) };
}

async function verifyEmail(addresses: string[], ports: VerifyPorts): Promise<ChannelObservation> {
  if ('askMailServer' in ports) return ports.askMailServer();
  const ses = await ports.askSes?.();
  if (ses && ses.verdict !== 'up') return ses;
  const topic = await verifyTopic(addresses, ports);
  if (!ses || topic.verdict === 'up') return ses ?? topic;
  return { ...ses, notes: [...ses.notes, `alarms about the monitor itself come by SNS: ${topic.sentence}`] };
}

async function verifyTopic(addresses: string[], ports: ServicePorts & TopicPorts): Promise<ChannelObservation> {
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
