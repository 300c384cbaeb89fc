import type { MonitorConfig } from '../shared/config/schema.ts';
import { slackApi, slackApiError } from '../shared/delivery/slack/api.ts';
import { classifySlackAnswer, webhookKind } from '../shared/delivery/slack/webhook.ts';
import { postJson } from '../shared/http/post-json.ts';
import type { ChannelObservation } from '../shared/observation.ts';
import type { Clock, Secrets } from '../shared/ports.ts';

type Judged = Omit<ChannelObservation, 'channel'>;
type SlackConfig = NonNullable<MonitorConfig['slack']>;

/** Asks Slack without posting anything. @param apiUrl of the Web API, Slack's own by default. */
export async function slackChannel(
  config: SlackConfig,
  secrets: Secrets,
  clock: Clock,
  apiUrl?: string,
): Promise<ChannelObservation> {
  const { webhookParameter, botTokenParameter, channel = '' } = config;
  const judged = botTokenParameter
    ? await askBot({ tokenParameter: botTokenParameter, channel }, secrets, clock, apiUrl)
    : await askWebhook(webhookParameter ?? '', secrets);
  return { channel: 'slack', ...judged };
}

/** A live webhook answers an empty payload with 400. */
async function askWebhook(parameter: string, secrets: Secrets): Promise<Judged> {
  const url = await secrets.read(parameter).catch(() => undefined);
  if (url === undefined) {
    return down(`the parameter ${parameter} cannot be read; create it as a SecureString that holds the webhook URL`);
  }
  if (!URL.canParse(url)) return down(`the parameter ${parameter} holds no URL; store the webhook's there`);
  if (webhookKind(url) === 'workflow') return unknown('a workflow cannot be asked without starting it; try `send-test`');
  try {
    const { status, body } = await postJson(url, {});
    return judge(status, body, parameter);
  } catch (error) {
    return unknown(`it cannot be reached (${(error as { code?: string }).code ?? 'network error'})`);
  }
}

/** What Slack's answer to an empty payload says of the webhook. Source: api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks */
export function judge(status: number, body: string, parameter: string): Judged {
  const answer = `HTTP ${status} ${/^[\w-]{0,40}/.exec(body)?.[0] ?? ''}`.trim();
  const fault = classifySlackAnswer(status, body);
  if (fault === 'retry') return unknown(`it answered ${answer}`);
  if (fault === 'permanent-config') {
    return down(`the webhook is dead or its channel is gone (${answer}): store a new one in the parameter ${parameter}`);
  }
  return { verdict: 'up', sentence: 'The webhook answers.', notes: [] };
}

/** Sources: https://docs.slack.dev/reference/methods/auth.test and conversations.info */
async function askBot(
  bot: { tokenParameter: string; channel: string },
  secrets: Secrets,
  clock: Clock,
  apiUrl: string | undefined,
): Promise<Judged> {
  const token = await secrets.read(bot.tokenParameter).catch(() => undefined);
  if (token === undefined) {
    return down(`the parameter ${bot.tokenParameter} cannot be read; create it as a SecureString that holds the bot's token`);
  }
  const call = slackApi(token, clock.now, apiUrl);
  try {
    const auth = await call('auth.test');
    if (!auth.ok) return fromError(auth.error ?? '', bot);
    const info = await call('conversations.info', { channel: bot.channel });
    if (info.error === 'missing_scope') {
      return {
        verdict: 'up',
        sentence: "The bot's token is good.",
        notes: ['With the scope channels:read its channel could be looked at, too'],
      };
    }
    if (!info.ok) return fromError(info.error ?? '', bot);
    const { is_archived: isArchived, is_member: isMember } = typeof info.channel === 'object' ? info.channel : {};
    if (isArchived) return fromError('is_archived', bot);
    if (isMember === false) return fromError('not_in_channel', bot);
    return { verdict: 'up', sentence: 'The bot is in its channel.', notes: [] };
  } catch (error) {
    return unknown((error as Error).message);
  }
}

function fromError(error: string, bot: { tokenParameter: string; channel: string }): Judged {
  const { fault, message } = slackApiError(error, bot);
  return fault === 'retry' ? unknown(message) : down(message);
}

const down = (sentence: string): Judged => ({ verdict: 'down', sentence: `Slack: ${sentence}.`, notes: [] });
const unknown = (sentence: string): Judged => ({ verdict: 'unknown', sentence: `Slack: ${sentence}.`, notes: [] });
