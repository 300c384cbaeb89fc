import { DeliveryError } from '../delivery-error.ts';
import { retryAfterMs } from '../retry-after.ts';
import { mayHaveArrived, postToSlack } from './request.ts';

export interface SlackAnswer {
  ok: boolean;
  error?: string;
  channel?: string | { is_archived?: boolean; is_member?: boolean };
  ts?: string;
  upload_url?: string;
  file_id?: string;
}

/** Calls one method of Slack's Web API as the bot. */
export type SlackCall = (method: string, args?: Record<string, unknown>) => Promise<SlackAnswer>;

/**
 * The Web API; an error of a method is in the answer, with HTTP 200. Source: https://docs.slack.dev/apis/web-api
 * @param nowMs the time, for a Retry-After that is a date.
 * @throws DeliveryError when Slack cannot be reached, is overloaded or wants a pause.
 */
export function slackApi(
  token: string,
  nowMs: () => number,
  { base = 'https://slack.com/api', signal }: { base?: string | undefined; signal?: AbortSignal | undefined } = {},
): SlackCall {
  return async (method, args = {}) => {
    // Forms, because not every method takes JSON; lists go as JSON inside.
    const form = Object.entries(args).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const request = { headers, body: new URLSearchParams(form as [string, string][]).toString(), signal };
    const { status, retryAfter, body } = await postToSlack(`${base}/${method}`, request);
    if (status !== 200) {
      const wait = retryAfterMs(retryAfter, nowMs()) ?? undefined;
      throw new DeliveryError(`Slack answered HTTP ${status}`, 'retry', {
        retryAfterMs: wait,
        ambiguous: mayHaveArrived(status),
      });
    }
    try {
      return JSON.parse(body) as SlackAnswer;
    } catch {
      // A proxy's page, or Slack's answer cut short.
      throw new DeliveryError('Slack gave an answer that is no JSON', 'retry', { ambiguous: true });
    }
  };
}

const TOKEN = ['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'];
/** What passes by itself: Slack is busy, or moves a workspace or a channel. */
const PASSES = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'update_failed',
  'external_channel_migrating',
  'org_login_required',
  'team_added_to_org',
];
/** Of these part may be done all the same, Slack says. */
const HALF_DONE = ['internal_error', 'fatal_error', 'update_failed'];
const PAYLOAD = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
  'invalid_arguments',
];

/**
 * Names an error of the Web API and what to do.
 * Sources: https://docs.slack.dev/reference/methods/chat.postMessage#errors and chat.update
 * @param channel the one that was written to.
 */
export function slackApiError(
  error: string,
  { tokenParameter, channel }: { tokenParameter: string; channel: string },
): DeliveryError {
  const name = /^[\w-]{1,40}/.exec(error)?.[0] ?? 'an unknown error';
  const said = `Slack says ${name}`;
  if (PASSES.includes(name)) return new DeliveryError(said, 'retry', { ambiguous: HALF_DONE.includes(name) });
  if (PAYLOAD.includes(name)) return new DeliveryError(said, 'permanent-payload');
  if (TOKEN.includes(name)) {
    return new DeliveryError(
      `${said}: the bot's token is no longer good; store a new one in the parameter ${tokenParameter}`,
      'permanent-config',
    );
  }
  const advice =
    {
      channel_not_found: `the bot sees no channel ${channel}: take the ID from the channel's details, and invite the bot`,
      not_in_channel: `the bot is not in the channel ${channel}: invite it`,
      is_archived: `the channel ${channel} is archived: unarchive it or name another`,
      missing_scope: 'give the app the scope chat:write, and install it again',
    }[name] ?? 'see docs.slack.dev/reference/methods/chat.postMessage';
  return new DeliveryError(`${said}: ${advice}`, 'permanent-config');
}
