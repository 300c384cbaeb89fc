import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answeringPage, SLACK_SECRET } from '../../support/answering-page.ts';
import { serviceStandIn } from '../../support/service-stand-in.ts';

let asked: Awaited<ReturnType<typeof answeringPage>>;
beforeAll(async () => {
  asked = await answeringPage();
});
beforeEach(() => asked.reset());
afterAll(() => asked.close());

const send = (url: URL, form: Record<string, string>) =>
  fetch(new URL('/answer', url), { method: 'POST', body: new URLSearchParams({ t: url.searchParams.get('t') ?? '', ...form }) });

test('the page of one machine takes the same links: it asks, acts once, and opening one changes nothing', async () => {
  const { sent, here } = await asked.linkTo('acknowledge');
  expect(sent).toMatch(/^https:\/\/monitor\.example\.org\/m\/answer\?t=/);
  const before = await asked.incident();
  for (const method of ['GET', 'HEAD']) expect((await fetch(here, { method })).status).toBe(200);
  expect(await asked.incident()).toEqual(before);

  const said = await (await send(here, { name: 'anna' })).text();
  expect(said).toContain('anna (email link) is on this incident');
  expect((await asked.incident())?.acknowledgedBy).toBe('anna (email link)');
  expect(await (await send(here, { name: 'ben' })).text()).toContain('used before');
  expect((await asked.incident())?.acknowledgedBy).toBe('anna (email link)');
});

test.each<[string, (link: URL) => Promise<unknown>, string]>([
  ['that was used', (link) => send(link, { name: 'anna' }), 'used already'],
  ['whose incident is over', () => asked.end(), 'This incident is over'],
])('a link %s shows no form any more, says why, and is gone for scanners, too', async (_title, become, words) => {
  const { here } = await asked.linkTo('acknowledge');
  await become(here);
  const before = await asked.incident();
  const reply = await fetch(here);
  const page = await reply.text();
  expect([reply.status, page.includes('<form'), page.includes(words)]).toEqual([410, false, true]);
  expect((await fetch(here, { method: 'HEAD' })).status).toBe(410);
  expect(await asked.incident()).toEqual(before);
});

test('a test of an answer can be opened again and again, for it is not spent', async () => {
  const { here } = await asked.linkTo('test');
  for (let i = 0; i < 2; i++) {
    expect((await send(here, {})).status).toBe(200);
    expect((await fetch(here)).status).toBe(200);
  }
});

test('without a right there is nothing, also for whoever knows the page', async () => {
  const { url } = asked.page;
  for (const path of ['/answer', '/answer?t=x', '/answer/slack', '/answer/x'])
    expect((await fetch(new URL(path, url))).status).toBeGreaterThanOrEqual(400);
  expect((await fetch(new URL('/answer', url), { method: 'POST', body: 'x'.repeat(1_100_000) })).status).toBe(413);
});

test('a button of Slack is taken, and whoever pressed it hears what came of it', async () => {
  const slack = await serviceStandIn([200, 'ok']);
  const payload = {
    type: 'block_actions',
    user: { name: 'anna' },
    response_url: `${slack.origin}/actions/T1`,
    actions: [{ action_id: 'not-an-incident', selected_option: { value: `planned ${asked.service} i1` } }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', SLACK_SECRET).update(`v0:${time}:${body}`).digest('hex')}`;
  const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': signature };
  const answer = await fetch(new URL('/answer/slack', asked.page.url), { method: 'POST', body, headers });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  // It is told behind the answer; the machine may be busy.
  await expect.poll(() => slack.got.length, { timeout: 60_000 }).toBe(1);
  expect(slack.sent()).toEqual([
    { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('It is taken as no incident') },
  ]);
  expect((await asked.incident())?.dismissed).toMatchObject({ by: 'anna (Slack)', why: 'planned work' });
});
