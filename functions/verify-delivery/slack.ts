import type { MonitorConfig } from '../shared/config/schema.ts';
import type { Judged } from '../shared/delivery/asked-address.ts';
import { slackApi, slackApiError } from '../shared/delivery/slack/api.ts';
import { postToSlack } from '../shared/delivery/slack/request.ts';
import { missingSecret } from '../shared/delivery/slack/secret.ts';
import { webhookKind, webhookProblem } from '../shared/delivery/slack/webhook-address.ts';
import { answerWords, classifySlackAnswer, PAYLOAD_ANSWERS } from '../shared/delivery/slack/webhook-answer.ts';
import type { ChannelObservation } from '../shared/observation.ts';
import type { Clock, Secrets } from '../shared/ports.ts';

type SlackConfig = NonNullable<MonitorConfig['slack']>;

/** Asks Slack without posting anything. @param apiUrl of the Web API, Slack's own by default. */
export async function slackChannel(
  config: SlackConfig,
  secrets: Secrets,
  clock: Clock,
  apiUrl?: string,
): Promise<ChannelObservation> {
  const { webhookParameter = '', webhookHosts, botTokenParameter, channel = '' } = config;
  const judged = botTokenParameter
    ? await askBot({ tokenParameter: botTokenParameter, channel }, secrets, clock, apiUrl)
    : await askWebhook(webhookParameter, webhookHosts, secrets);
  return { channel: 'slack', ...judged };
}

/** A live webhook answers an empty payload with 400. */
async function askWebhook(parameter: string, hosts: string[], secrets: Secrets): Promise<Judged> {
  const url = await secrets.read(parameter).catch(() => undefined);
  if (url === undefined) return down(missingSecret(secrets, parameter, 'the webhook URL'));
  const problem = webhookProblem(url, hosts, parameter);
  if (problem) return down(problem);
  if (webhookKind(url) === 'workflow') return unknown('a workflow cannot be asked without starting it; try `send-test`');
  try {
    const { status, body } = await postToSlack(url, { headers: { 'content-type': 'application/json' }, body: '{}' });
    return judge(status, body, parameter);
  } catch (error) {
    return unknown((error as Error).message);
  }
}

/** What an answer to an empty payload says of the webhook. Sources: see classifySlackAnswer. */
export function judge(status: number, body: string, parameter: string): Judged {
  const fault = classifySlackAnswer(status, body);
  if (fault === 'permanent-payload' && PAYLOAD_ANSWERS.includes(body.trim())) {
    return { verdict: 'up', sentence: 'The webhook answers.', notes: [] };
  }
  if (fault === 'permanent-config') {
    return down(
      `the webhook is dead or its channel is gone (${answerWords(status, body)}): store a new one in the parameter ${parameter}`,
    );
  }
  // A webhook of Slack refuses an empty payload, and in words that are known.
  if (status < 300 || fault === 'permanent-payload') {
    return unknown(`it answered HTTP ${status} as no webhook of Slack does: see what the parameter ${parameter} holds`);
  }
  return unknown(`it answered ${answerWords(status, body)}`);
}

/** Sources: https://docs.slack.dev/reference/methods/auth.test and conversations.info */
async function askBot(
  bot: { tokenParameter: string; channel: string },
  secrets: Secrets,
  clock: Clock,
  apiUrl: string | undefined,
): Promise<Judged> {
  const token = await secrets.read(bot.tokenParameter).catch(() => undefined);
  if (token === undefined) return down(missingSecret(secrets, bot.tokenParameter, "the bot's token"));
  const call = slackApi(token, clock.now, { base: apiUrl });
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

const down = (sentence: string): Judged => ({ verdict: 'down', sentence: named(sentence), notes: [] });
const unknown = (sentence: string): Judged => ({ verdict: 'unknown', sentence: named(sentence), notes: [] });
const named = (sentence: string) => (sentence.startsWith('Slack') ? `${sentence}.` : `Slack: ${sentence}.`);
