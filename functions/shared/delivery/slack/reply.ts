import { escapeSlack } from '../../message/slack-text.ts';
import { DeliveryError } from '../delivery-error.ts';
import { postToSlack } from './request.ts';
import { webhookProblem } from './webhook-address.ts';

/**
 * Tells whoever pressed a button what came of it, and nobody else: at the address that Slack gave with what was pressed, which it takes for
 * thirty minutes. Source: https://docs.slack.dev/interactivity/handling-user-interaction (message responses)
 * @param text plain: whoever answered by a link chose the name in it, so it is escaped here. @param hosts the configuration's `slack.webhookHosts`.
 * @throws DeliveryError when Slack does not take it; it holds nothing of the address.
 */
export async function replyInSlack(address: string, text: string, hosts: readonly string[] = []): Promise<void> {
  if (webhookProblem(address, hosts, '') !== undefined)
    throw new DeliveryError("the address to reply to is not one of Slack's", 'permanent-config');
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, text: escapeSlack(text) });
  const { status } = await postToSlack(address, { headers, body });
  if (status !== 200) throw new DeliveryError(`Slack answered HTTP ${status} to a reply`, 'permanent-payload');
}
