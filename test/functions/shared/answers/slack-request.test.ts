import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pressedIn, slackNonce } from '../../../../functions/shared/answers/slack-request.ts';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIME = 1_531_420_618;
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

const signed = (body: string, time: number | string, secret = SECRET) => ({
  'x-slack-request-timestamp': String(time),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`,
});

test("it is Slack's rule: the example of docs.slack.dev/authentication/verifying-requests-from-slack", () => {
  const example = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
  const headers = { 'x-slack-request-timestamp': String(TIME), 'x-slack-signature': example };
  expect(slackNonce(headers, BODY, SECRET, TIME * 1000)).toMatch(/^[\w-]{22}$/);
});

describe('whether Slack has sent it', () => {
  const now = TIME * 1000;
  test.each<[string, Record<string, string>, string, number, boolean]>([
    ['now', signed(BODY, TIME), SECRET, now, true],
    ['five minutes ago', signed(BODY, TIME), SECRET, now + 300_000, true],
    ['longer ago: a replay', signed(BODY, TIME), SECRET, now + 301_000, false],
    ['by a clock that is five minutes ahead', signed(BODY, TIME), SECRET, now - 300_000, true],
    ['by one that is further ahead', signed(BODY, TIME), SECRET, now - 301_000, false],
    ['with another body', signed(`${BODY}x`, TIME), SECRET, now, false],
    ['by another secret', signed(BODY, TIME, 'other'), SECRET, now, false],
    ['by the secret before, while that is kept', signed(BODY, TIME), `new ${SECRET}`, now, true],
    ['with an empty secret', signed(BODY, TIME, ''), ' ', now, false],
    ['without a signature', { 'x-slack-request-timestamp': String(TIME) }, SECRET, now, false],
    ['without a time', { 'x-slack-signature': signed(BODY, TIME)['x-slack-signature'] }, SECRET, now, false],
    ['with a time that is none', signed(BODY, '1e10'), SECRET, now, false],
    ['with a signature cut short', { ...signed(BODY, TIME), 'x-slack-signature': 'v0=a2' }, SECRET, now, false],
  ])('%s', (_title, headers, secret, nowMs, isGood) => {
    expect(slackNonce(headers, BODY, secret, nowMs) !== undefined).toBe(isGood);
  });
});

const pressed = (payload: unknown) => pressedIn(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
const user = { id: 'U1', name: 'anna' };
const response_url = 'https://hooks.slack.com/actions/T1/2/3';

test('what was pressed is read: a button, and a menu with its choice', () => {
  const button = { action_id: 'acknowledge', value: 'production i1' };
  expect(pressed({ type: 'block_actions', user, response_url, actions: [button] })).toEqual({
    action: 'acknowledge',
    choice: '-',
    service: 'production',
    incident: 'i1',
    name: 'anna',
    replyTo: response_url,
  });
  const menu = { action_id: 'silence', selected_option: { value: '8:00 production i1' } };
  expect(pressed({ type: 'block_actions', user: { username: 'a\u0000b  c' }, actions: [menu] })).toMatchObject({
    choice: '8:00',
    service: 'production',
    incident: 'i1',
  });
});

test.each<[string, unknown]>([
  ['a link that was opened', { type: 'block_actions', user, actions: [{ action_id: 'x1y', value: 'production i1' }] }],
  ['a menu without a choice', { type: 'block_actions', user, actions: [{ action_id: 'silence' }] }],
  ['a button that says nothing', { type: 'block_actions', user, actions: [{ action_id: 'acknowledge', value: '' }] }],
  ['nothing pressed', { type: 'block_actions', user, actions: [] }],
  ['another payload', { type: 'view_submission' }],
  ['a text', 'text'],
  ['null', null],
])('%s is none of ours', (_title, payload) => expect(pressed(payload)).toBeUndefined());
