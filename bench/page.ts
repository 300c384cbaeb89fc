import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import { type CDPSession, type Page, chromium as playwright } from 'playwright-core';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { EndpointObservation } from '../functions/shared/observation.ts';
import { layDownPast } from '../local/demo/past.ts';
import { servePage } from '../local/page/server.ts';
import { storeSource } from '../local/page/store-source.ts';
import { SqliteStore } from '../local/store/sqlite-store.ts';

/** `npm run bench:page`: how long the page takes in a real browser, over 30 days of minutes; medians of several visits. */
const DAY_MS = 86_400_000;
/** The largest sum of layout shifts within five seconds, no second of which is without one (web.dev/articles/cls). */
const JUMPED = `
  const windows = [];
  globalThis.jumped = () => Math.max(0, ...windows.map(({ sum }) => sum));
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, startTime } of list.getEntries()) {
      if (hadRecentInput) continue;
      const last = windows.at(-1);
      const isSame = last && startTime - last.newest < 1000 && startTime - last.begun < 5000;
      if (isSame) Object.assign(last, { sum: last.sum + value, newest: startTime });
      else windows.push({ sum: value, begun: startTime, newest: startTime });
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;
const VISITS = 7;
const PAINTED = `(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN)`;
const config = resolveConfig({
  environment: 'bench',
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  logs: { group: 'g' },
  memory: { source: 'metric', namespace: 'n', metric: 'm', dimensions: {} },
});
const nowMs = Date.now();
const store = new SqliteStore(config.slug, ':memory:');
// Each day by itself, for a day is what is laid down at once.
for (let day = 30; day >= 0; day--) {
  await layDownPast(store, { endpoint: 'health', components: config.components }, nowMs - day * DAY_MS);
  // Each pass makes a piece of what is old coarser.
  for (let pass = 0; pass < 2; pass++) store.tidy();
}
const clock = { now: () => Date.now(), sleep: async () => {} };
const secrets = { changedMs: () => Promise.reject(new Error('none')) };
const source = storeSource({ config, store, clock, receivers: [], secrets });
const page = await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 } });
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox'],
  headless: true,
});

// Beside it a page of one sentence: less than that no page can take here.
const bare = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>well')).listen(0, '127.0.0.1');
await new Promise((resolve) => bare.once('listening', resolve));
const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;

const barePaints: number[] = [];
const paints: number[] = [];
const drawn: number[] = [];
const jumps: string[] = [];
let bytes = 0;
for (let visit = 0; visit < VISITS; visit++) {
  const beside = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const other = await beside.newPage();
  await other.goto(bareUrl);
  await until(other, `${PAINTED} > 0`);
  barePaints.push(Number(await other.evaluate(PAINTED)));
  await beside.close();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(`${page.url}#/now?range=30d`);
  await until(tab, 'performance.getEntriesByName("charts drawn").length > 0');
  const seen = (await tab.evaluate(`({
    paint: ${PAINTED},
    drawn: performance.getEntriesByName('charts drawn')[0].duration,
    bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(({ name }) => !name.includes('/api/')).reduce((sum, { transferSize }) => sum + transferSize, 0),
  })`)) as { paint: number; drawn: number; bytes: number };
  paints.push(seen.paint);
  drawn.push(seen.drawn);
  bytes = seen.bytes;
  await context.close();
}
say('first paint', `${median(paints)} ms, where a page of one sentence takes ${median(barePaints)} ms`);
bare.close();
say('all files, packed', `${Math.round(bytes / 1000)} KB`);
say('30 days of minutes drawn, all charts', `${median(drawn)} ms`);
const reading: number[] = [];
for (let i = 0; i < 3; i++) reading.push(await timed(() => source.timeline('30d')));
say('30 days of minutes read, all charts, without holding the monitor up', `${median(reading)} ms`);

const tab = await (await browser.newContext({ locale: 'en-GB' })).newPage();
await tab.goto(`${page.url}#/now?range=1h`);
await until(tab, 'performance.getEntriesByName("charts drawn").length > 0');
const delays: number[] = [];
for (let i = 1; i <= VISITS; i++) {
  const value = 30 + i;
  await store.put([{ key: 'memoryUsedPercent', value, dimensions: {} }], Date.now());
  const begun = performance.now();
  page.changed(source.id);
  await until(tab, `document.querySelector('[data-chart="memory"] .legend')?.textContent.includes('${value} %')`);
  delays.push(performance.now() - begun);
}
say('a point, from seen to drawn', `${median(delays)} ms`);

// At both ends of what a screen is: the load, then a hundred changes, some of them of the verdict.
for (const width of [360, 2560]) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 900 } });
  const jumping = await context.newPage();
  await jumping.addInitScript({ content: JUMPED });
  await jumping.goto(page.url);
  await until(jumping, 'performance.getEntriesByName("charts drawn").length > 0');
  for (let i = 0; i < 100; i++) {
    await look(i);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  jumps.push(`${Number(await jumping.evaluate('jumped()')).toFixed(4)} at ${width} px`);
  await context.close();
}
say('layout jump (CLS), load and 100 changes', jumps.join(', '));

const session = await tab.context().newCDPSession(tab);
const before = await heap(session);
// As many changes as an hour has, as fast as the page takes them.
for (let i = 0; i < 720; i++) {
  page.changed(source.id);
  await new Promise((resolve) => setTimeout(resolve, 120));
}
const after = await heap(session);
say('an hour of changes', `${before.kb} KB and ${before.nodes} nodes before, ${after.kb} KB and ${after.nodes} nodes after`);
await browser.close();
await page.close();
store.close();

/** Another look at AtlasML: ten that are well, then ten that are not. */
async function look(i: number): Promise<void> {
  const atMs = Date.now();
  const isUp = Math.floor(i / 10) % 2 === 0;
  const words = 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable. (3 of 3 attempts)';
  const endpoint: EndpointObservation = {
    endpoint: 'health',
    verdict: isUp ? 'up' : 'down',
    sentence: isUp ? 'HTTP 200' : words,
    attempts: 3,
    timings: { totalMs: 41 },
    components: config.components.map((component) => ({ component, up: isUp })),
    earlierFaults: [],
  };
  await store.state.saveObservation({ check: 'health', atMs, endpoints: [endpoint] });
  await store.put([{ key: 'up', value: isUp ? 1 : 0, dimensions: { Endpoint: 'health' } }], atMs);
  page.changed(source.id);
}

async function heap(cdp: CDPSession): Promise<{ kb: number; nodes: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((m) => m.name === name)?.value ?? Number.NaN;
  return { kb: Math.round(of('JSHeapUsedSize') / 1000), nodes: of('Nodes') };
}

/** Asks again and again, from outside: the policy of the page lets no text become a script. */
async function until(tab: Page, condition: string): Promise<void> {
  while (!(await tab.evaluate(condition))) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(values: number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

function say(what: string, value: string): void {
  console.log(`${what}: ${value}`);
}
