import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { ActionId } from '../../functions/shared/message/message.ts';
import { servePage } from '../../local/page/server.ts';
import { storeSource } from '../../local/page/store-source.ts';
import { SqliteStore } from '../../local/store/sqlite-store.ts';
import { machineOffer } from '../../local/watch/machine-offer.ts';
import { obeyAsked } from '../../local/watch/obey-asked.ts';
import { secretsOf } from './fakes.ts';

const answers = { keyParameter: '/key', slackSigningSecretParameter: '/slack', url: 'https://monitor.example.org/m' };
const config = resolveConfig({
  environment: 'test',
  timezone: 'Europe/Berlin',
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  slack: { webhookParameter: '/hook', webhookHosts: ['127.0.0.1'] },
  answers,
});
export const SLACK_SECRET = 'a-signing-secret';
const secrets = {
  ...secretsOf({ '/key': Buffer.alloc(32, 9).toString('base64'), '/slack': SLACK_SECRET }),
  changedMs: () => Promise.reject(new Error('none')),
};
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

/** The page of one machine with an open incident, and a monitor that obeys; it takes answers. */
export async function answeringPage() {
  const store = new SqliteStore(config.slug);
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  // The token of the page is nothing that a link needs.
  const page = await servePage({
    sources: [source],
    address: { host: '127.0.0.1', port: 0 },
    token: 'a token that nobody knows',
  });
  const obeying = setInterval(() => void obeyAsked(store, clock, config.timezone), 20);
  return {
    page,
    service: config.slug,
    /** The incident is open, and nobody has said anything of it. */
    async reset(): Promise<void> {
      await store.state.save({ ...(await store.state.load()).state, incidents: [incident] });
    },
    /** All is well again, and the incident is over. */
    async end(): Promise<void> {
      const over = { ...incident, resolvedMs: Date.now() };
      await store.state.save({ ...(await store.state.load()).state, incidents: [over] });
    },
    incident: async () => (await store.state.load()).state.incidents[0],
    silence: async () => (await store.state.load()).state.silence,
    /** The link of a message as it was sent, and where this test reaches the page by it. */
    async linkTo(id: ActionId): Promise<{ sent: string; here: URL }> {
      const offer = machineOffer(config.slug, config.answers?.url ?? '', answers, secrets);
      const actions = await offer(id === 'test' ? undefined : incident, 'email ops@example.org', Date.now());
      const sent = actions.find((action) => action.id === id)?.url ?? '';
      return { sent, here: new URL(sent.slice(sent.indexOf('answer?')), page.url) };
    },
    async close(): Promise<void> {
      clearInterval(obeying);
      await page.close();
      store.close();
    },
  };
}
