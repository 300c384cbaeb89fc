import chromium from '@sparticuz/chromium';
import { type BrowserContextOptions, chromium as playwright } from 'playwright-core';
import { startDemo } from '../test/page/support/demo.ts';
import { standingPage } from '../test/page/support/standing.ts';

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
  const { page, store } = await standingPage(state);
  await picture(page.url, state, state);
  await page.close();
  store.close();
}
await browser.close();
