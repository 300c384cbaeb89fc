import type { Meaning } from './meaning.ts';

/** What the keys of the receivers mean; see `meanings.ts`. */
export const OF_RECEIVERS: Readonly<Record<string, Meaning>> = {
  'slack.webhookParameter': 'the parameter that holds an incoming webhook: a message for each change',
  'slack.webhookHosts': 'hosts of your own that take messages as Slack does, in lower case, without port',
  'slack.botTokenParameter':
    "the parameter that holds a bot's token: a message for each incident, kept up to date, its story in its thread",
  'slack.channel': "the ID of the channel, for a bot: C0123ABCD, from the channel's details",
  'slack.mention': 'who is called when a page begins: `here`, `channel`, or the ID of a user or group',

  'teams.webhookParameter': 'the parameter that holds the address of the workflow, whole, as Teams shows it',
  'teams.webhookHosts': 'hosts of your own that take cards as a workflow does, in lower case, without port',

  'pagerduty.routingKeyParameter': 'the parameter that holds the integration key of an Events API v2 integration, 32 characters',
  'sentryProject.organization': 'its slug, as in `https://sentry.io/organizations/SLUG/`',
  'sentryProject.project': 'the slug of the project; an older Sentry of your own wants its number',
  'sentryProject.tokenParameter':
    'the parameter that holds a token of an internal integration with the scopes `event:read` and `alerts:read`',
  'sentryProject.url': 'for an organization in the EU `https://de.sentry.io`, or the address of a Sentry of your own',
  'pagerduty.region': 'where the account is: `us`, or `eu` for Europe',

  'ntfy.topicParameter':
    'the parameter that holds the address of the topic, such as https://ntfy.sh/NAME; who knows it reads along',
  'ntfy.tokenParameter': 'the parameter that holds an access token, `tk_…`, that may write to the topic',

  'webhook.urlParameter': 'the parameter that holds the address, with `https://`',
  'webhook.secretParameter':
    'the parameter that holds the secret that messages are signed with: `whsec_` and 24 to 64 random bytes in base64',
};
