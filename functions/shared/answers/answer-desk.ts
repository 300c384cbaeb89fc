import { NO_INCIDENT_REASONS } from '../message/answer-choices.ts';
import type { ActionId } from '../message/message.ts';
import { redact } from '../text/redact.ts';
import type { AnswerKey } from './answer-key.ts';
import { type AnswerRight, readRight, serviceIn } from './answer-link.ts';
import { type AnswerOrder, lineOf, MOST_NAME, MOST_WHY } from './answer-order.ts';
import { askingPage, PAGE_HEADERS, sayingPage } from './answer-pages.ts';
import { silenceEnd } from './silence-end.ts';
import { pressedIn, slackNonce } from './slack-request.ts';

/** A request as it came. */
export interface AnswerRequest {
  method: string;
  /** Without the query: "/answer", "/answer/slack". */
  path: string;
  query: URLSearchParams;
  /** By names in lower case. */
  headers: Record<string, string | undefined>;
  body: string;
}

export interface AnswerReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Takes the answers to one service. */
export interface AnswerDesk {
  /** Its slug. */
  service: string;
  /** "AtlasML production". */
  where: string;
  timezone: string;
  now(): number;
  /** @throws where they cannot be read. */
  keys(): Promise<AnswerKey[]>;
  /** The signing secret of Slack's app; absent where Slack has no buttons. @throws where it cannot be read. */
  slackSecret?(): Promise<string>;
  /** Why a link does nothing any more; undefined while it may. Absent where this cannot be known without asking the reporter. */
  uselessBy?(right: AnswerRight): Promise<'over' | 'used' | undefined>;
  /** Hands an answer to the reporter. @returns what came of it, in words. @throws where it is not known. */
  give(order: AnswerOrder): Promise<string>;
  /** The same, and does not wait: the order says where the words go. */
  hand(order: AnswerOrder): Promise<void>;
}

/** A form has a name, a reason and a link; Slack sends the whole message along. */
const MOST_FORM = 8_192;
export const MOST_BODY = 1_000_000;
const SLACK_PATH = '/answer/slack';

/** Answers a request of anybody. What only reads changes nothing, and whoever has no right learns nothing. */
export async function answerRequest(request: AnswerRequest, desks: readonly AnswerDesk[]): Promise<AnswerReply> {
  const { method, path, body } = request;
  if (path.endsWith(SLACK_PATH)) return method === 'POST' ? fromSlack(request, desks) : NOT_FOUND;
  if (!path.endsWith('/answer')) return NOT_FOUND;
  if (method === 'GET' || method === 'HEAD') return asked(request.query.get('t') ?? '', desks);
  if (method !== 'POST') return { ...said(405, 'Not done', 'This page takes only GET and POST.'), status: 405 };
  if (body.length > MOST_FORM) return said(413, 'Not done', 'That is too long.');
  return acted(new URLSearchParams(body), desks);
}

const said = (status: number, title: string, words: string): AnswerReply => ({
  status,
  headers: PAGE_HEADERS,
  body: sayingPage(title, words),
});
const NOT_FOUND = said(404, 'Nothing here', 'There is nothing here.');
const INVALID = said(
  403,
  'Not done',
  'This link is not good: a part of it is missing, or the key was changed. Use a newer message, or npx atlasml-monitor ack.',
);
const EXPIRED = said(410, 'Not done', 'This link is too old. Use a newer message, or npx atlasml-monitor ack.');
const UNKNOWN = said(
  503,
  'Not known whether it was done',
  'The monitor could not be asked. Try again in a minute, or use npx atlasml-monitor ack.',
);

const USELESS = {
  used: said(
    410,
    'Already used',
    'This link was used already, and it works only once. Use a newer message, or npx atlasml-monitor ack.',
  ),
  over: said(410, 'Nothing left to do', 'This incident is over: nothing is left to answer.'),
};

type Held = { desk: AnswerDesk; right: AnswerRight } | AnswerReply;

async function rightOf(token: string, desks: readonly AnswerDesk[]): Promise<Held> {
  const service = serviceIn(token);
  const desk = desks.find((one) => one.service === service);
  if (!desk) return INVALID;
  const keys = await desk.keys().catch(() => undefined);
  if (!keys) return UNKNOWN;
  const read = readRight(token, keys, desk.now());
  if ('right' in read) return { desk, right: read.right };
  return read.refused === 'expired' ? EXPIRED : INVALID;
}

async function asked(token: string, desks: readonly AnswerDesk[]): Promise<AnswerReply> {
  const held = await rightOf(token, desks);
  if (!('desk' in held)) return held;
  const { where, timezone, uselessBy } = held.desk;
  // Where it cannot be read, the form is shown: whoever sends it is told.
  const useless = await uselessBy?.(held.right).catch(() => undefined);
  if (useless) return USELESS[useless];
  const body = askingPage({ where, timezone, action: held.right.action, token, nowMs: held.desk.now() });
  return { status: 200, headers: PAGE_HEADERS, body };
}

async function acted(form: URLSearchParams, desks: readonly AnswerDesk[]): Promise<AnswerReply> {
  const held = await rightOf(form.get('t') ?? '', desks);
  if (!('desk' in held)) return held;
  const { desk, right } = held;
  const { action, incident, nonce, receiver } = right;
  const choice = form.get('choice') ?? '';
  const written = form.get('until') ?? '';
  // Whoever writes a time means it, also where the hour is left as it stood.
  const chosenEnd = choice === 'until' || (written !== '' && (choice === '1h' || choice === '')) ? written : choice || '1h';
  const when = endOf(action, chosenEnd, desk);
  if ('fault' in when) return said(400, 'Not done', `${when.fault} Go back and choose another one.`);
  const { note, ...until } = when;
  const name = lineOf(form.get('name'), MOST_NAME) || 'somebody';
  const by = redact(`${name} (${receiver.split(' ')[0]} link)`);
  const chosen = action === 'not-an-incident' ? lineOf(choice, MOST_WHY) : '';
  const why = redact(lineOf(form.get('why'), MOST_WHY) || chosen);
  const order: AnswerOrder = { command: 'answer', action, incident, by, why, nonce, ...until };
  try {
    return said(200, `${desk.where}`, redact([await desk.give(order), note].filter(Boolean).join(' ')));
  } catch {
    return UNKNOWN;
  }
}

/** When a silence ends; nothing for what is none. */
const endOf = (
  action: ActionId,
  choice: string,
  { now, timezone }: AnswerDesk,
): Partial<{ untilMs: number; note: string }> | { fault: string } =>
  action === 'silence' ? silenceEnd(choice, now(), timezone) : {};

const slackReply = (status: number): AnswerReply => ({ status, headers: { 'cache-control': 'no-store' }, body: '' });

/**
 * What is pressed in Slack. It must be answered within three seconds, so what comes of it goes to the address that Slack gave.
 * Source: https://docs.slack.dev/interactivity/handling-user-interaction
 */
async function fromSlack({ headers, body }: AnswerRequest, desks: readonly AnswerDesk[]): Promise<AnswerReply> {
  let nonce: string | undefined;
  const proven: AnswerDesk[] = [];
  for (const desk of desks) {
    const secret = await desk.slackSecret?.().catch(() => undefined);
    const one = secret === undefined ? undefined : slackNonce(headers, body, secret, desk.now());
    if (one !== undefined) proven.push(desk);
    nonce ??= one;
  }
  if (nonce === undefined) return slackReply(401);
  const pressed = pressedIn(body);
  const desk = proven.find(({ service }) => service === pressed?.service);
  // Whatever else Slack tells is taken, so that nobody sees a warning.
  if (!pressed || !desk) return slackReply(200);
  const { action, incident, name, choice, replyTo } = pressed;
  const when = endOf(action, choice, desk);
  if ('fault' in when) return slackReply(200);
  const { untilMs } = when;
  const why = action === 'not-an-incident' ? (NO_INCIDENT_REASONS[choice as keyof typeof NO_INCIDENT_REASONS] ?? '') : '';
  const by = redact(`${name} (Slack)`);
  await desk.hand({
    command: 'answer',
    action,
    incident,
    by,
    why,
    nonce,
    ...(untilMs !== undefined && { untilMs }),
    ...(replyTo && { replyTo }),
  });
  return slackReply(200);
}
