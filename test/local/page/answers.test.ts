import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { ActionId } from '../../../functions/shared/message/message.ts';
import { type ServedPage, servePage } from '../../../local/page/server.ts';
import { storeSource } from '../../../local/page/store-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { machineOffer } from '../../../local/watch/machine-offer.ts';
import { obeyAsked } from '../../../local/watch/obey-asked.ts';
import { secretsOf } from '../../support/fakes.ts';
import { serviceStandIn } from '../../support/service-stand-in.ts';

const answers = { keyParameter: '/key', slackSigningSecretParameter: '/slack', url: 'https://monitor.example.org/m' };
const config = resolveConfig({
  environment: 'test',
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  slack: { webhookParameter: '/hook', webhookHosts: ['127.0.0.1'] },
  answers,
});
const values = { '/key': Buffer.alloc(32, 9).toString('base64'), '/slack': 'a-signing-secret' };
const secrets = { ...secretsOf(values), changedMs: () => Promise.reject(new Error('none')) };
const clock = { now: () => Date.now(), sleep: async () => {} };
const member = {
  alarm: 'a',
  signal: 'server-errors',
  subject: '',
  title: 'many server errors',
  severity: 'page',
  state: 'alarm',
  sinceMs: Date.now() - 60_000,
} as const;
const incident: Incident = { id: 'i1', openedMs: member.sinceMs, revision: 1, changes: [], members: [member] };

let store: SqliteStore;
let page: ServedPage;
let obeying: NodeJS.Timeout;
beforeAll(async () => {
  store = new SqliteStore(config.slug);
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  // The token of the page is nothing that a link needs.
  page = await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 }, token: 'a token that nobody knows' });
  obeying = setInterval(() => void obeyAsked(store, clock), 20);
});
beforeEach(async () => {
  await store.state.save({ ...(await store.state.load()).state, incidents: [incident] });
});
afterAll(async () => {
  clearInterval(obeying);
  await page.close();
  store.close();
});

/** The link of a message, at the address at which this test reaches the page. */
async function linkTo(id: ActionId): Promise<URL> {
  const offer = machineOffer(config.slug, config.answers?.url ?? '', answers, secrets);
  const actions = await offer(incident, 'email ops@example.org', Date.now());
  const url = actions.find((action) => action.id === id)?.url ?? '';
  expect(url).toMatch(/^https:\/\/monitor\.example\.org\/m\/answer\?t=/);
  return new URL(url.slice(url.indexOf('answer?')), page.url);
}
const opened = async () => (await store.state.load()).state.incidents[0];
const send = (url: URL, form: Record<string, string>) =>
  fetch(new URL('/answer', url), { method: 'POST', body: new URLSearchParams({ t: url.searchParams.get('t') ?? '', ...form }) });

test('the page of one machine takes the same links: it asks, acts once, and opening one changes nothing', async () => {
  const url = await linkTo('acknowledge');
  const before = await opened();
  for (const method of ['GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(200);
  expect(await opened()).toEqual(before);

  const said = await (await send(url, { name: 'anna' })).text();
  expect(said).toContain('anna (link, email) has the incident');
  expect((await opened())?.acknowledgedBy).toBe('anna (link, email)');
  expect(await (await send(url, { name: 'ben' })).text()).toContain('used before');
  expect((await opened())?.acknowledgedBy).toBe('anna (link, email)');
});

test('without a right there is nothing, also for whoever knows the page', async () => {
  for (const path of ['/answer', '/answer?t=x', '/answer/slack', '/answer/x'])
    expect((await fetch(new URL(path, page.url))).status).toBeGreaterThanOrEqual(400);
  const large = { method: 'POST', body: 'x'.repeat(1_100_000) };
  expect((await fetch(new URL('/answer', page.url), large)).status).toBe(413);
});

test('a button of Slack is taken, and whoever pressed it hears what came of it', async () => {
  const slack = await serviceStandIn([200, 'ok']);
  const payload = {
    type: 'block_actions',
    user: { name: 'anna' },
    response_url: `${slack.origin}/actions/T1`,
    actions: [{ action_id: 'not-an-incident', selected_option: { value: `planned ${config.slug} i1` } }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', values['/slack']).update(`v0:${time}:${body}`).digest('hex')}`;
  const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': signature };
  const answer = await fetch(new URL('/answer/slack', page.url), { method: 'POST', body, headers });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  await expect.poll(() => slack.got.length).toBe(1);
  expect(slack.sent()).toEqual([
    { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('It is taken as no incident') },
  ]);
  expect((await opened())?.dismissed).toMatchObject({ by: 'anna (Slack)', why: 'planned work' });
});
