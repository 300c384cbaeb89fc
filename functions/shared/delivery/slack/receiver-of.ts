import type { MonitorConfig } from '../../config/schema.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { slackBotReceiver } from './bot.ts';
import { slackReceiver } from './webhook.ts';

/** The Slack receiver that a configuration asks for: a bot or a webhook; the schema lets one of the two through. */
export function slackOf(
  { slack }: { slack: NonNullable<MonitorConfig['slack']> },
  { secrets, clock }: { secrets: Secrets; clock: Clock },
): Receiver {
  const { webhookParameter = '', webhookHosts, botTokenParameter, channel, mention } = slack;
  return botTokenParameter && channel
    ? slackBotReceiver({ tokenParameter: botTokenParameter, channel, mention, secrets, clock })
    : slackReceiver({ webhookParameter, webhookHosts, mention, secrets, clock });
}
