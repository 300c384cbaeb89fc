import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { SICKNESSES } from '../../local/demo/atlasml/sicknesses.ts';
import { inBrowser, opened, PATIENT, sentenceOf } from './support/browser.ts';
import { startDemo } from './support/demo.ts';
import { isTold, QUIET, SAID, wakesNobody } from './support/sicknesses.ts';
import { standingPage } from './support/standing.ts';

/** A minute in a quarter of a second. */
const FAST = 240;

test('every recording of a real AtlasML is a sickness with a button', () => {
  const recorded = globSync('test/fixtures/corpus/{,docker/}logs/*.jsonl').map((file) => basename(file, '.jsonl'));
  const played = new Set(SICKNESSES.flatMap(({ recordings }) => recordings));
  expect(recorded.filter((name) => !played.has(name))).toEqual([]);
  expect([...Object.keys(SAID), ...QUIET].sort()).toEqual(SICKNESSES.map(({ id }) => id).sort());
});

// One of each kind; `npm run page:sicknesses` clicks all.
inBrowser('a sickness, chosen on the page', () => {
  test.for(['memory-leak', 'log-silent', 'crash-loop'])('%s is told', (id, { expect }) => isTold(id, expect, FAST));

  test('wrong-requests wakes nobody', ({ expect }) => wakesNobody('wrong-requests', expect));

  test('weaviate-down is told; after "All well" it is green only while nothing is unknown', async ({ expect }) => {
    const demo = await startDemo();
    const { page, close } = await opened(demo.url);
    await page.evaluate(NOTE_EACH_GREEN);
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/is well: [1-9]/);
    await page.locator('[data-sickness="weaviate-down"]').click();
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(SAID['weaviate-down'] ?? '');
    await page.locator('[data-sickness="none"]').click();
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/^AtlasML demo is well: [1-9]/);
    expect(await page.getAttribute('html', 'data-verdict')).toBe('well');
    const greens = (await page.evaluate('greens')) as { sentence: string; parts: string[]; besides: string }[];
    expect(greens.length).toBeGreaterThan(0);
    for (const { sentence, parts, besides } of greens) {
      expect(sentence).toMatch(/^AtlasML demo is well(?::|\.)/);
      expect(parts.filter((state) => state !== 'well')).toEqual([]);
      expect(besides).not.toMatch(/Not known|unknown/);
    }
    await close();
    await demo.end();
  });
});

/** Keeps what stands on the page each time that it is green and something of it changed. */
const NOTE_EACH_GREEN = `globalThis.greens = [];
new MutationObserver(() => {
  if (document.documentElement.dataset.verdict !== 'well') return;
  greens.push({
    sentence: document.querySelector('.sentence').textContent.replaceAll('\\u00a0', ' '),
    parts: [...document.querySelectorAll('.part')].map((part) => part.dataset.state),
    besides: document.querySelector('.besides').textContent,
  });
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-verdict'] })`;

inBrowser('what the demo reaches only after long', () => {
  test.each([
    ['unstable', /^AtlasML production is unstable: OpenAI limits the rate, again and again\.$/],
    ['unknown', /^It is not known whether AtlasML production is well: /],
  ] as const)('%s has a sentence of its own', async (state, said) => {
    const { page: served, store } = await standingPage(state);
    const { page, close } = await opened(served.url);
    await expect.poll(() => page.getAttribute('html', 'data-verdict'), PATIENT).toBe(state);
    expect(await sentenceOf(page)).toMatch(said);
    await close();
    await served.close();
    store.close();
  });
});
