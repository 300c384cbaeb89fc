import axe from 'axe-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePage } from '../../local/page/server.ts';
import { inBrowser, opened, PATIENT } from './support/browser.ts';
import { type RunningDemo, startDemo } from './support/demo.ts';
import { plantedPage } from './support/planted.ts';

const VIEWS = ['now', 'incidents', 'alarms', 'logs', 'checklists', 'configuration'];

inBrowser('the page for everybody', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo(30);
  });
  afterAll(() => demo.end());

  test.each([
    ['light', 360],
    ['dark', 2560],
  ] as const)('%s, %i px wide: no view is wider than the screen, and axe finds nothing', async (colorScheme, width) => {
    const { page, close } = await opened(demo.url, { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    await page.locator('[data-sickness]').first().waitFor();
    // The policy of the page lets no script in; what a debugger says is no part of the page.
    for (const view of VIEWS) {
      await page.evaluate(`location.hash = '#/${view}'`);
      await expect.poll(() => page.getAttribute('html', 'data-view'), PATIENT).toBe(view);
      // The connection for what is new never ends, so the network may never be idle.
      await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {});
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.evaluate(`${axe.source}`);
      const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
      const { violations } = found as { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };
      expect(violations.map(({ id, nodes }) => [view, id, nodes[0]?.html, nodes[0]?.failureSummary])).toEqual([]);
    }
    await close();
  });

  test('by the keyboard alone: past the top, to a view, into the log, and a query is run', async () => {
    const { page, close } = await opened(demo.url);
    await page.locator('[data-sickness]').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Logs');
    await page.keyboard.press('Enter');
    await page.locator('#query').waitFor();
    await page.locator('#query').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('stats cou');
    await expect.poll(() => page.locator('.choices li').allTextContents(), PATIENT).toContain('count(');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('*) as lines');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.result td').first().textContent(), PATIENT).toMatch(/^\d+$/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('stats nothing(*)');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.marks mark').textContent(), PATIENT).toContain('nothing');
    await close();
  });

  test('the eighth tab of a window is served as the first, for tabs that nobody sees keep no connection', async () => {
    const { page: served, store } = await plantedPage();
    const { page, close } = await opened(served.url);
    for (let i = 0; i < 7; i++) {
      const other = await page.context().newPage();
      // A browser without a screen shows every tab.
      await other.addInitScript({ content: "Object.defineProperty(document, 'hidden', { value: true })" });
      await other.goto(served.url);
      await expect.poll(() => other.textContent('.clock'), PATIENT).toContain('UTC');
    }
    await expect.poll(() => served.listeners, PATIENT).toBe(1);
    await close();
    await served.close();
    store.close();
  });

  test('while the monitor is restarted the page says so and is not green; when it is back it goes on', async () => {
    const { page: served, source, store } = await plantedPage();
    const { page, close } = await opened(served.url);
    await expect.poll(() => page.textContent('.verdict'), PATIENT).toBe('Failing');
    await served.close();
    await expect.poll(() => page.textContent('.sentence'), PATIENT).toContain('has not answered');
    expect(await page.getAttribute('html', 'data-verdict')).toBe('unknown');
    const address = { host: '127.0.0.1', port: Number(new URL(served.url).port) };
    const again = await servePage({ address, sources: [source] });
    await expect.poll(() => page.textContent('.verdict'), PATIENT).toBe('Failing');
    await close();
    await again.close();
    store.close();
  });
});
