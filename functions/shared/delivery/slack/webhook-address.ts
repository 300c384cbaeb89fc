/**
 * Where Slack's webhooks are. Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
 * https://docs.slack.dev/govslack
 */
const SLACK_HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why no message may go to an address, and what to do; undefined when it may. A message holds parts of a log: it goes to
 * Slack, or to a host that the configuration names, and never in the clear. The text does not hold the address.
 * @param hosts the configuration's `slack.webhookHosts`.
 */
export function webhookProblem(url: string, hosts: readonly string[], parameter: string): string | undefined {
  if (!URL.canParse(url)) return `the parameter ${parameter} holds no URL; store the webhook's there`;
  const { protocol, hostname } = new URL(url);
  const isListed = hosts.includes(hostname);
  if (!SLACK_HOSTS.includes(hostname) && !isListed) {
    return `the parameter ${parameter} holds the address of another service; store the webhook's there, https://hooks.slack.com/…, or name its host in slack.webhookHosts`;
  }
  if (protocol === 'https:' || (protocol === 'http:' && isListed && LOOPBACK.test(hostname))) return undefined;
  return `the parameter ${parameter} holds an address that does not begin with https://; store the webhook's URL as Slack shows it`;
}

/** What a webhook takes, and how it answers. */
export type WebhookKind = 'blocks' | 'workflow';

/** Workflow and trigger URLs take flat variables, incoming webhooks take blocks. */
export function webhookKind(url: string): WebhookKind {
  return /^\/(?:workflows|triggers)\//.test(new URL(url).pathname) ? 'workflow' : 'blocks';
}
