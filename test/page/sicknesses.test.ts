import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { SICKNESSES } from '../../local/demo/atlasml/sicknesses.ts';
import { inBrowser, opened, PATIENT, sentenceOf } from './support/browser.ts';
import { startDemo } from './support/demo.ts';

/** What the page says of each. */
const SAID: Record<string, RegExp> = {
  'weaviate-down': /^AtlasML demo is down: (?:probably )?Weaviate unreachable\.$/,
  'missing-collection': /^AtlasML demo is down: collection SemanticCluster is missing\.$/,
  'openai-limits': /^AtlasML demo (?:is failing|needs a look): OpenAI limits the rate\.$/,
  'openai-fails': /^AtlasML demo (?:is failing|needs a look): OpenAI fails\.$/,
  'openai-refuses': /^AtlasML demo (?:is failing|needs a look): OpenAI refuses the key\.$/,
  'openai-slow': /^AtlasML demo (?:needs a look|is failing|is down): .*(?:slow|OpenAI|wait)/,
  'openai-hangs': /^AtlasML demo is down: probably frozen/,
  killed: /^AtlasML demo (?:needs a look|is failing|is down): .*was killed/,
  'crash-loop': /^AtlasML demo is down: .*cannot start without Weaviate\.$/,
  'bad-settings': /^AtlasML demo is down: cannot start: a wrong setting\.$/,
  stopped: /^AtlasML demo is down: stopped in order, not started again\.$/,
  'wrong-key': /^AtlasML demo needs a look: one client refused \(401, 403\)\.$/,
  'memory-leak': /^AtlasML demo (?:needs a look|is failing): .*memory/i,
  'log-silent': /^AtlasML demo needs a look: .*log/,
};
/** What must wake nobody: the fault of those who ask, or none. */
const QUIET = ['none', 'wrong-requests', 'hostile-texts'];

test('every recording of a real AtlasML is a sickness with a button', () => {
  const recorded = globSync('test/fixtures/corpus/{,docker/}logs/*.jsonl').map((file) => basename(file, '.jsonl'));
  const played = new Set(SICKNESSES.flatMap(({ recordings }) => recordings));
  expect(recorded.filter((name) => !played.has(name))).toEqual([]);
  expect([...Object.keys(SAID), ...QUIET].sort()).toEqual(SICKNESSES.map(({ id }) => id).sort());
});

inBrowser('each sickness, chosen on the page', () => {
  test.concurrent.for(Object.entries(SAID))('%s is told', async ([id, said], { expect }) => {
    const demo = await startDemo();
    const { page, close } = await opened(demo.url);
    // What was seen to serve is missed when it ends.
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/is well: [1-9]/);
    await page.locator(`[data-sickness="${id}"]`).click();
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(said);
    expect(await page.getAttribute('html', 'data-verdict')).not.toBe('well');
    await close();
    await demo.end();
  });

  test.concurrent.for(QUIET)('%s wakes nobody', async (id, { expect }) => {
    const demo = await startDemo();
    const { page, close } = await opened(demo.url);
    await page.locator(`[data-sickness="${id}"]`).click();
    const begunMs = demo.clock.now();
    // Longer than any alarm looks back that could judge it.
    await expect.poll(() => demo.clock.now() - begunMs, PATIENT).toBeGreaterThan(6 * 60_000);
    await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/^AtlasML demo is well: /);
    expect(demo.printed.filter((text) => text.includes('Subject:'))).toEqual([]);
    await close();
    await demo.end();
  });
});
