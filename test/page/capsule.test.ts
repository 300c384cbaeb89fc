import axe from 'axe-core';
import { expect, test } from 'vitest';
import { servedCapsule } from '../local/capsule/served.ts';
import { inBrowser, opened, PATIENT, sentenceOf } from './support/browser.ts';

inBrowser('a capsule on the page', () => {
  const served = servedCapsule();

  test('is played, stopped, and set to a moment by the keyboard; what came later is not there any more', async () => {
    const { page: tab, close } = await opened(`${served.page.url}#/incidents`);
    const player = tab.getByRole('complementary', { name: 'Player' });
    await expect.poll(() => sentenceOf(tab), PATIENT).toContain('It is not known whether AtlasML replay is well');
    await tab.evaluate(`${axe.source}`);
    const found = await tab.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    // Faster, and the page would be at the end before it is looked at.
    const answered = tab.waitForResponse((response) => response.url().endsWith('/play'));
    await player.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'as it was' });
    await (await answered).finished();
    await player.getByRole('button', { name: 'Play' }).click();
    await player.getByRole('button', { name: 'Stop' }).waitFor();
    served.elapsedMs += 180_000;
    served.page.changed(served.source.id);
    await expect.poll(() => sentenceOf(tab), PATIENT).toBe('AtlasML replay is down: Weaviate unreachable.');
    await expect.poll(() => tab.locator('.view-incidents').textContent(), PATIENT).toContain('Weaviate unreachable');
    await player.getByRole('button', { name: 'Stop' }).click();
    await player.getByRole('button', { name: 'Play' }).waitFor();

    await Promise.all([tab.waitForEvent('load'), player.getByRole('slider', { name: 'Moment' }).press('Home')]);
    await expect.poll(() => tab.textContent('.clock .utc'), PATIENT).toContain('16:45');
    await expect.poll(() => sentenceOf(tab), PATIENT).toContain('It is not known');
    expect(await tab.locator('.view-incidents').textContent()).not.toContain('Weaviate unreachable');
    await Promise.all([tab.waitForEvent('load'), player.getByRole('button', { name: 'To the begin of the incident' }).click()]);
    await expect.poll(() => tab.textContent('.clock .utc'), PATIENT).toContain('17:45');
    await close();
  });
});
