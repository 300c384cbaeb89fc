import { expect, test } from 'vitest';
import { inBrowser, opened, PATIENT } from './support/browser.ts';
import { plantedPage } from './support/planted.ts';

inBrowser('the charts', () => {
  test('a span is chosen by drag, stands in the address, outlasts a reload, and the step back shows all again', async () => {
    const { page: served, store } = await plantedPage();
    const { page, close } = await opened(`${served.url}#/now?range=24h`);
    const chart = page.locator('[data-chart="requests"] .u-over').first();
    const chosen = () => page.locator('.ranges [aria-current]').textContent();
    await expect.poll(chosen, PATIENT).toBe('24 hours');
    await chart.waitFor();
    await chart.scrollIntoViewIfNeeded();
    const { x, y, width } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0 };
    await page.mouse.move(x + width / 4, y + 40);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 40, { steps: 4 });
    await page.mouse.up();
    await expect.poll(chosen, PATIENT).toMatch(/^.*\(\d\d:\d\d UTC\), (?:6 h|5 h 5\d min)/);
    const address = new URLSearchParams(page.url().split('?')[1]);
    const minutes = (Date.parse(address.get('to') ?? '') - Date.parse(address.get('from') ?? '')) / 60_000;
    expect(Math.abs(minutes - 360)).toBeLessThan(10);
    await page.reload();
    await expect.poll(chosen, PATIENT).toContain('UTC');
    await page.goBack();
    await expect.poll(chosen, PATIENT).toBe('24 hours');
    await page.goForward();
    await expect.poll(chosen, PATIENT).toContain('UTC');
    await page.locator('.ranges [aria-current]').click();
    await expect.poll(chosen, PATIENT).toBe('24 hours');
    await close();
    await served.close();
    store.close();
  });
});
