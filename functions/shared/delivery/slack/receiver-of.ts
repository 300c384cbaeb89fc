import type { MonitorConfig } from '../../config/schema.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { slackBotReceiver } from './bot.ts';
import { slackReceiver } from './webhook.ts';

/** The Slack receiver that a configuration asks for: a bot or a webhook. */
export function slackOf({ slack }: Pick<MonitorConfig, 'slack'>, secrets: Secrets, clock: Clock): Receiver | undefined {
  if (!slack) return undefined;
  const { webhookParameter, webhookHosts, botTokenParameter, channel, mention } = slack;
  if (botTokenParameter && channel)
    return slackBotReceiver({ tokenParameter: botTokenParameter, channel, mention, secrets, clock });
  return webhookParameter ? slackReceiver({ webhookParameter, webhookHosts, mention, secrets, clock }) : undefined;
}
