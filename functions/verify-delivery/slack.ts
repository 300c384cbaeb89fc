import type { ChannelObservation } from '../shared/observation.ts';
import type { Secrets } from '../shared/ports.ts';
import { postJson } from '../shared/receivers/post-json.ts';
import { classifySlackAnswer, webhookKind } from '../shared/receivers/slack.ts';

type Judged = Omit<ChannelObservation, 'channel'>;

/** Asks the webhook without posting anything: a live one answers an empty payload with 400. */
export async function slackChannel(parameter: string, secrets: Secrets): Promise<ChannelObservation> {
  return { channel: 'slack', ...(await ask(parameter, secrets)) };
}

async function ask(parameter: string, secrets: Secrets): Promise<Judged> {
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

const down = (sentence: string): Judged => ({ verdict: 'down', sentence: `Slack: ${sentence}.`, notes: [] });
const unknown = (sentence: string): Judged => ({ verdict: 'unknown', sentence: `Slack: ${sentence}.`, notes: [] });
