import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AnswerDesk, type AnswerRequest, answerRequest } from '../../../../functions/shared/answers/answer-desk.ts';
import { type AnswerKey, answerKeys } from '../../../../functions/shared/answers/answer-key.ts';
import { LINK_MS } from '../../../../functions/shared/answers/answer-link.ts';
import type { AnswerOrder } from '../../../../functions/shared/answers/answer-order.ts';
import { offeredFor } from '../../../../functions/shared/answers/offer.ts';
import type { ActionId } from '../../../../functions/shared/message/message.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');
const SLACK = 'a-signing-secret';
const keys = answerKeys(Buffer.alloc(32, 7).toString('base64')) as AnswerKey[];

let given: AnswerOrder[];
let handed: AnswerOrder[];
let atMs: number;
let desk: AnswerDesk;
beforeEach(() => {
  given = [];
  handed = [];
  atMs = NOW;
  desk = {
    service: 'production',
    where: 'AtlasML <production>',
    timezone: 'Europe/Berlin',
    now: () => atMs,
    keys: async () => keys,
    slackSecret: async () => SLACK,
    async give(order) {
      given.push(order);
      return `done <b>${order.action}</b>`;
    },
    async hand(order) {
      handed.push(order);
    },
  };
});

async function tokenOf(action: ActionId): Promise<string> {
  let nonces = 0;
  const offering = {
    service: 'production',
    url: 'https://m.example.org/',
    keys: async () => keys,
    hasSlackButtons: true,
    newNonce: () => `n${++nonces}`,
  };
  const offered = await offeredFor({ id: 'i1' }, 'email', NOW, offering);
  const url = offered.find(({ id }) => id === action)?.url ?? '';
  expect(url).toMatch(/^https:\/\/m\.example\.org\/answer\?t=[\w.-]+$/);
  return new URL(url).searchParams.get('t') ?? '';
}

const ask = (request: Partial<AnswerRequest>) =>
  answerRequest({ method: 'GET', path: '/answer', query: new URLSearchParams(), headers: {}, body: '', ...request }, [desk]);
const look = (t: string, method = 'GET') => ask({ method, query: new URLSearchParams({ t }) });
const send = (form: Record<string, string>) => ask({ method: 'POST', body: new URLSearchParams(form).toString() });

describe('a link', () => {
  test('asks before it acts: a scanner of mails that opens it changes nothing', async () => {
    const t = await tokenOf('acknowledge');
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, body } = await look(t, method);
      expect(status).toBe(200);
      expect(body).toContain('AtlasML &lt;production&gt;');
      expect(body).toContain('<form method="post" action="answer">');
      expect(body).not.toMatch(/<script|http:|https:|<img|<link/);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
    expect([...given, ...handed]).toEqual([]);
  });

  test('acts when its form is sent, and says what came of it', async () => {
    const { status, body } = await send({ t: await tokenOf('acknowledge'), name: ' anna\n<b> ' });
    expect(status).toBe(200);
    expect(body).toContain('done &lt;b&gt;acknowledge');
    expect(given).toEqual([
      { command: 'answer', action: 'acknowledge', incident: 'i1', by: 'anna <b> (email link)', why: '', nonce: 'n1' },
    ]);
  });

  test.each<[string, ActionId, Record<string, string>, Partial<AnswerOrder>]>([
    ['an hour, as the link says', 'silence', {}, { untilMs: NOW + 3_600_000 }],
    ['ten minutes', 'silence', { choice: '10m', why: 'deploy' }, { untilMs: NOW + 600_000, why: 'deploy' }],
    ['the morning', 'silence', { choice: '8:00' }, { untilMs: Date.parse('2026-11-27T07:00:00Z') }],
    ['a time', 'silence', { choice: 'until', until: '2026-11-27T06:15' }, { untilMs: Date.parse('2026-11-27T05:15:00Z') }],
    [
      'a time, where the hour was left as it stood',
      'silence',
      { choice: '1h', until: '2026-11-27T06:15' },
      { untilMs: Date.parse('2026-11-27T05:15:00Z') },
    ],
    ['a time alone', 'silence', { until: '2026-11-27T06:15' }, { untilMs: Date.parse('2026-11-27T05:15:00Z') }],
    ['a reason that was chosen', 'not-an-incident', { choice: 'planned work' }, { why: 'planned work' }],
    ['a reason of one’s own', 'not-an-incident', { choice: 'planned work', why: 'we moved it' }, { why: 'we moved it' }],
    ['nothing more', 'not-an-incident', {}, { why: '', by: 'somebody (email link)' }],
  ])('takes %s', async (_title, action, form, order) => {
    expect((await send({ t: await tokenOf(action), ...form })).status).toBe(200);
    expect(given).toEqual([expect.objectContaining({ action, ...order })]);
  });

  test.each([
    ['is over', { choice: 'until', until: '2026-11-27T03:59' }],
    ['is days away', { choice: 'until', until: '2026-11-30T04:00' }],
    ['is none', { choice: 'for ever' }],
    ['there is not', { choice: 'until', until: '2026-11-27T25:61' }],
  ])('refuses a time that %s, and can be used again', async (_title, form) => {
    expect((await send({ t: await tokenOf('silence'), ...form })).status).toBe(400);
    expect(given).toEqual([]);
  });

  test('says which one is meant of a time that comes twice', async () => {
    atMs = Date.parse('2026-10-24T20:00:00Z');
    const offering = { service: 'production', url: '/', keys: async () => keys, hasSlackButtons: false, newNonce: () => 'n' };
    const offered = await offeredFor({ id: 'i1' }, 'email', atMs, offering);
    const t = offered.find(({ id }) => id === 'silence')?.url.split('t=')[1] ?? '';
    const { body } = await send({ t, choice: 'until', until: '2026-10-25T02:30' });
    expect(body).toContain('02:30 comes twice on that day, for the clocks go back. The first one is meant.');
    expect(given).toMatchObject([{ untilMs: Date.parse('2026-10-25T00:30:00Z') }]);
    expect(given[0]).not.toHaveProperty('note');
  });

  test('says when it is too old, and nothing of the service', async () => {
    const t = await tokenOf('acknowledge');
    atMs += LINK_MS + 301_000;
    for (const reply of [await look(t), await send({ t })]) {
      expect(reply.status).toBe(410);
      expect(reply.body).not.toContain('AtlasML');
    }
    expect(given).toEqual([]);
  });

  test('says that it is not known, where the monitor or the key cannot be reached', async () => {
    const t = await tokenOf('acknowledge');
    desk.give = () => Promise.reject(new Error('secret of ours'));
    const lost = await send({ t });
    expect(lost.status).toBe(503);
    expect(lost.body).not.toContain('secret of ours');
    desk.keys = () => Promise.reject(new Error('secret of ours'));
    expect((await look(t)).status).toBe(503);
  });
});

describe('a link that does nothing any more', () => {
  test.each<[string, AnswerDesk['uselessBy'], number]>([
    ['was used', async () => 'used', 410],
    ['is of what is over', async () => 'over', 410],
    ['is good', async () => undefined, 200],
    ['is of what cannot be read: whoever sends the form is told', () => Promise.reject(new Error('secret of ours')), 200],
    ['is of a desk that cannot know', undefined, 200],
  ])('%s', async (_title, uselessBy, status) => {
    desk = { ...desk, ...(uselessBy && { uselessBy }) };
    const t = await tokenOf('acknowledge');
    for (const method of ['GET', 'HEAD']) {
      const reply = await look(t, method);
      expect([reply.status, reply.body.includes('<form')]).toEqual([status, status === 200]);
      expect(reply.body).not.toContain('secret of ours');
    }
    expect(given).toEqual([]);
  });

  test('is no oracle: without a good signature nothing is looked up', async () => {
    let asked = 0;
    desk = { ...desk, uselessBy: async () => (++asked ? 'used' : undefined) };
    expect((await look(`${await tokenOf('acknowledge')}x`)).status).toBe(403);
    expect(asked).toBe(0);
  });
});

test('without a right nobody learns or changes anything, whatever is asked', async () => {
  const word = fc.constantFrom('/answer', '/', '/answer/slack', '/x/answer', '/answer/other', '/robots.txt');
  await fc.assert(
    fc.asyncProperty(
      word,
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
      fc.string(),
      async (path, method, text) => {
        const query = new URLSearchParams({ t: text });
        const reply = await ask({ path, method, query, body: `t=${text}`, headers: { 'x-slack-signature': text } });
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(reply.body).not.toContain('production');
        expect([...given, ...handed]).toEqual([]);
      },
    ),
    { numRuns: 150, seed: 5 },
  );
  expect((await ask({ method: 'POST', body: 'x'.repeat(9_000) })).status).toBe(413);
});

describe('Slack', () => {
  const post = (payload: unknown, seconds = NOW / 1000, secret = SLACK) => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const hex = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
    const headers = { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${hex}` };
    return ask({ method: 'POST', path: '/answer/slack', headers, body });
  };
  const press = (action: object) => ({
    type: 'block_actions',
    user: { name: 'anna' },
    response_url: 'https://hooks.slack.com/actions/x',
    actions: [action],
  });
  const button = press({ action_id: 'acknowledge', value: 'production i1' });

  test('is answered at once; what was pressed is handed on, with what is spent and where the words go', async () => {
    expect(await post(button)).toMatchObject({ status: 200, body: '' });
    expect(await post(button)).toMatchObject({ status: 200 });
    const [first, again] = handed;
    expect(first).toMatchObject({
      action: 'acknowledge',
      incident: 'i1',
      by: 'anna (Slack)',
      replyTo: 'https://hooks.slack.com/actions/x',
    });
    // A replay of it spends the same.
    expect(again?.nonce).toBe(first?.nonce);
    expect(given).toEqual([]);
  });

  test.each<[string, object, Partial<AnswerOrder>]>([
    ['for an hour', { action_id: 'silence', selected_option: { value: '1h production i1' } }, { untilMs: NOW + 3_600_000 }],
    ['as none', { action_id: 'not-an-incident', selected_option: { value: 'planned production i1' } }, { why: 'planned work' }],
  ])('a menu, %s', async (_title, menu, order) => {
    await post(press(menu));
    expect(handed).toEqual([expect.objectContaining({ incident: 'i1', ...order })]);
  });

  test('what is not from Slack is refused; what is from Slack and none of ours is taken and ignored', async () => {
    expect(await post(button, NOW / 1000 - 301)).toMatchObject({ status: 401, body: '' });
    expect(await post(button, NOW / 1000, 'other')).toMatchObject({ status: 401 });
    expect(await post(press({ action_id: 'acknowledge', value: 'staging i1' }))).toMatchObject({ status: 200 });
    expect(await post(press({ action_id: 'a1B', url: 'https://x.example.org/' }))).toMatchObject({ status: 200 });
    const { slackSecret: _, ...without } = desk;
    desk = without;
    expect(await post(button)).toMatchObject({ status: 401 });
    expect(handed).toEqual([]);
  });
});
