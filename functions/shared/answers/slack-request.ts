import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionId } from '../message/message.ts';
import { lineOf, MOST_NAME } from './answer-order.ts';

/** Slack's rule: older is a replay. Source: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MOST_AGE_SECONDS = 5 * 60;

type Headers = Record<string, string | undefined>;

/**
 * Whether Slack has sent a request: HMAC-SHA256 over "v0:time:body" by the app's signing secret, in hex, and no older than five minutes.
 * Source: the same page.
 * @param headers by names in lower case. @param body as it came, before anybody reads it.
 * @param secret one, or while it is changed two with a blank between.
 * @returns what makes it one of its kind, which is spent; undefined where it is not Slack's.
 */
export function slackNonce(headers: Headers, body: string, secret: string, nowMs: number): string | undefined {
  const given = headers['x-slack-signature'] ?? '';
  const time = headers['x-slack-request-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(nowMs / 1000 - Number(time)) > MOST_AGE_SECONDS) return undefined;
  const isSlack = secret
    .trim()
    .split(/\s+/)
    .slice(0, 2)
    .some((one) => one !== '' && isSame(given, `v0=${createHmac('sha256', one).update(`v0:${time}:${body}`).digest('hex')}`));
  return isSlack ? createHash('sha256').update(given).digest('base64url').slice(0, 22) : undefined;
}

/** In constant time for texts of the right length. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What was pressed. */
export interface Pressed {
  action: ActionId;
  /** Of a menu: what was chosen. */
  choice: string;
  service: string;
  incident: string;
  /** The name of whoever pressed, as Slack has it. */
  name: string;
  /** Where Slack takes an answer for thirty minutes. */
  replyTo?: string;
}

const MENUS: readonly string[] = ['silence', 'not-an-incident'] satisfies ActionId[];
const BUTTONS: readonly string[] = ['acknowledge', 'test'] satisfies ActionId[];

/**
 * Reads what a button or a menu of ours hands back. Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 * @returns undefined for anything else, such as a link that was opened.
 */
export function pressedIn(body: string): Pressed | undefined {
  const payload = objectOf(new URLSearchParams(body).get('payload'));
  if (payload?.type !== 'block_actions' || !Array.isArray(payload.actions)) return undefined;
  const { action_id: action, value, selected_option: selected } = (payload.actions[0] ?? {}) as Record<string, unknown>;
  const isMenu = MENUS.includes(String(action));
  if (!isMenu && !BUTTONS.includes(String(action))) return undefined;
  const handed = isMenu ? (selected as { value?: unknown } | undefined)?.value : value;
  const [choice = '', service, incident] = (typeof handed === 'string' ? `${isMenu ? '' : '- '}${handed}` : '').split(' ');
  if (!service || !incident) return undefined;
  const user = (payload.user ?? {}) as Record<string, unknown>;
  const name = lineOf(user.name, MOST_NAME) || lineOf(user.username, MOST_NAME) || 'somebody';
  const replyTo = typeof payload.response_url === 'string' ? { replyTo: payload.response_url } : {};
  return { action: action as ActionId, choice, service, incident, name, ...replyTo };
}

function objectOf(json: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
