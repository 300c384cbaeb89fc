import { channelsOf } from '../config/asked-for.ts';
import type { MonitorConfig } from '../config/schema.ts';
import type { Channel } from '../observation.ts';
import type { Clock, Receiver, Secrets } from '../ports.ts';

type Asked = Pick<MonitorConfig, Channel | 'service' | 'environment' | 'slug'>;
interface Ports {
  secrets: Secrets;
  clock: Clock;
}
type Service = Exclude<Channel, 'email'>;

/** How each receiver is made. What is not configured is never loaded, and what is, with its first message. */
const MAKERS: { [C in Service]: (config: Asked & Record<C, NonNullable<Asked[C]>>, ports: Ports) => Promise<Receiver> } = {
  slack: async (config, ports) => (await import('./slack/receiver-of.ts')).slackOf(config, ports),
  teams: async ({ teams }, ports) => (await import('./teams/teams.ts')).teamsReceiver(teams, ports),
  pagerduty: async (config, ports) => (await import('./pagerduty/pagerduty.ts')).pagerdutyReceiver(config, ports),
  ntfy: async ({ ntfy }, ports) => (await import('./ntfy/ntfy.ts')).ntfyReceiver(ntfy, ports),
  webhook: async (config, ports) => (await import('./webhook/webhook.ts')).webhookReceiver(config, ports),
};

/**
 * The receivers that a configuration asks for, but for e-mail, which AWS and one machine send in different ways and which comes last, so that
 * it can say that the others failed.
 */
export function receiversOf(config: Asked, ports: Ports): Receiver[] {
  return channelsOf(config).flatMap((channel) =>
    channel === 'email' ? [] : [whenNeeded(channel, () => MAKERS[channel](config as never, ports))],
  );
}

function whenNeeded(name: string, make: () => Promise<Receiver>): Receiver {
  let made: Promise<Receiver> | undefined;
  return {
    name,
    async deliver(...message) {
      made ??= make();
      return (await made).deliver(...message);
    },
  };
}
