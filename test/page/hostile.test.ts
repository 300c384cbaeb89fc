import { afterAll, beforeAll, expect, test } from 'vitest';
import { inBrowser, opened, PATIENT } from './support/browser.ts';
import { HOSTILE, plantedPage } from './support/planted.ts';

const BEGIN = HOSTILE.slice(0, 24);

inBrowser('hostile text', () => {
  let planted: Awaited<ReturnType<typeof plantedPage>>;
  beforeAll(async () => {
    planted = await plantedPage();
  });
  afterAll(async () => {
    await planted.page.close();
    planted.store.close();
  });

  test.each(['now', 'incidents', 'incidents/open-incident', 'incidents/over', 'alarms', 'logs', 'checklists', 'configuration'])(
    'in %s is shown as it is: nothing runs, nothing loads, nothing breaks out',
    async (view) => {
      const { page, close } = await opened(`${planted.page.url}#/${view}`);
      const isShown = view === 'checklists' || view === 'configuration' ? '<img src=x' : BEGIN;
      await expect.poll(() => page.textContent('body'), PATIENT).toContain(isShown);
      if (view === 'logs') {
        await page.getByRole('button', { name: 'Run' }).click();
        await expect.poll(() => page.textContent('.result'), PATIENT).toContain(BEGIN);
      }
      expect(await page.locator('body :is(img, iframe, object, embed, svg, style), body script').count()).toBe(0);
      expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false);
      const links = await page.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
      expect(links.filter((href) => !/^(?:#|https?:\/\/)/.test(href))).toEqual([]);
      await close();
    },
  );

  test('in the address is no markup either', async () => {
    const { page, close } = await opened(
      `${planted.page.url}#/incidents/${encodeURIComponent(HOSTILE)}?search=${encodeURIComponent(HOSTILE)}`,
    );
    await expect.poll(() => page.textContent('.view'), PATIENT).toContain('There is no such thing here.');
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false);
    await close();
  });
});
