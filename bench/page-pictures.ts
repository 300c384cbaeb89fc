import chromium from '@sparticuz/chromium';
import { type BrowserContextOptions, chromium as playwright } from 'playwright-core';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { LogsObservation } from '../functions/shared/observation.ts';
import { layDownPast } from '../local/demo/past.ts';
import { type ServedPage, servePage } from '../local/page/server.ts';
import { storeSource } from '../local/page/store-source.ts';
import { SqliteStore } from '../local/store/sqlite-store.ts';
import { startDemo } from '../test/page/support/demo.ts';

/** `node bench/page-pictures.ts`: the pictures of docs/page.md, of the demo and of two states that it reaches only after long. */
const FOLDER = 'docs/images';
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox'],
  headless: true,
});

async function picture(
  url: string,
  name: string,
  verdict: string,
  options: BrowserContextOptions = {},
  scroll = 0,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    ...options,
  });
  const tab = await context.newPage();
  await tab.goto(`${url}#/now?range=1h`);
  await tab.waitForSelector(`html[data-verdict="${verdict}"]`, { timeout: 120_000 });
  await tab.waitForSelector('.chart canvas');
  await tab.waitForTimeout(2_000);
  await tab.evaluate(`scrollTo(0, ${scroll})`);
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `${FOLDER}/${name}.png` });
  console.log(name, await tab.textContent('.sentence'));
  await context.close();
}

const demo = await startDemo(60);
const origin = new URL(demo.url).origin;
const suffer = (sickness: string) =>
  fetch(`${origin}/api/demo/suffer`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ sickness }),
  });
await suffer('none');
await picture(demo.url, 'well', 'well');
await suffer('weaviate-down');
await picture(demo.url, 'down', 'down');
await picture(demo.url, 'dark', 'down', { colorScheme: 'dark' }, 560);
await picture(demo.url, 'phone', 'down', { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5 });
await demo.end();

for (const state of ['unstable', 'unknown'] as const) {
  const { page, store } = await planted(state);
  await picture(page.url, state, state);
  await page.close();
  store.close();
}
await browser.close();

/** A day that was well, and now: an incident that comes and goes, or a log that nobody can read. */
async function planted(state: 'unstable' | 'unknown'): Promise<{ page: ServedPage; store: SqliteStore }> {
  const nowMs = Date.now();
  const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }], logs: { group: 'g' } });
  const store = new SqliteStore(config.slug);
  await layDownPast(store, { endpoint: 'health', components: config.components }, nowMs);
  const components = config.components.map((component) => ({ component, up: true }));
  const up = {
    endpoint: 'health',
    verdict: 'up' as const,
    sentence: 'HTTP 200',
    attempts: 1,
    timings: { totalMs: 41 },
    components,
    earlierFaults: [],
  };
  await store.state.saveObservation({ check: 'health', atMs: nowMs, endpoints: [up] });
  const logs: LogsObservation = {
    check: 'logs',
    atMs: nowMs,
    window: { startMs: nowMs - 300_000, endMs: nowMs },
    unknown: 'could not be read: the query did not end in time',
    evidence: [],
    notes: [],
  };
  await store.state.saveObservation(logs);
  if (state === 'unstable') {
    const { state: empty } = await store.state.load();
    const openedMs = nowMs - 48 * 60_000;
    const member = {
      alarm: 'a',
      signal: 'server-errors',
      subject: '',
      title: 'many server errors',
      severity: 'page',
      state: 'alarm',
      sinceMs: openedMs,
    } as const;
    const account = {
      atMs: openedMs,
      short: 'OpenAI limits the rate',
      cause: 'OpenAI refuses requests because too many are made (429).',
      certain: true,
      besides: [],
      errors: [],
    };
    await store.state.save({
      ...empty,
      incidents: [{ id: 'a', openedMs, revision: 4, changes: [], relapses: 4, account, members: [member] }],
    });
  }
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const secrets = { changedMs: () => Promise.reject(new Error('none')) };
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  return { page: await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 } }), store };
}
