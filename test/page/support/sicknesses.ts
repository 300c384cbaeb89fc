import type { ExpectStatic } from 'vitest';
import { opened, PATIENT, sentenceOf } from './browser.ts';
import { startDemo } from './demo.ts';

/** What the page says of each sickness that people must be told of. */
export const SAID: Record<string, RegExp> = {
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
  stopped: /^AtlasML demo is down: stopped normally, not started again\.$/,
  'wrong-key': /^AtlasML demo needs a look: one client refused \(401, 403\)\.$/,
  'memory-leak': /^AtlasML demo (?:needs a look|is failing): .*memory/i,
  'log-silent': /^AtlasML demo needs a look: .*log/,
};
/** What must wake nobody: the fault of those who ask, or none. */
export const QUIET = ['none', 'wrong-requests', 'hostile-texts'];

/** Clicks a sickness on the page of a demo of its own that is well, until the page tells its cause. */
export async function isTold(id: string, expect: ExpectStatic, speed?: number): Promise<void> {
  const demo = await startDemo(speed);
  const { page, close } = await opened(demo.url);
  // What was seen to serve is missed when it ends.
  await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/is well: [1-9]/);
  await page.locator(`[data-sickness="${id}"]`).click();
  await expect.poll(() => sentenceOf(page), PATIENT).toMatch(SAID[id] ?? 'no sickness that is told');
  expect(await page.getAttribute('html', 'data-verdict')).not.toBe('well');
  await close();
  await demo.end();
}

/** Clicks a sickness that is nobody's business, and waits longer than any alarm looks back that could judge it. */
export async function wakesNobody(id: string, expect: ExpectStatic): Promise<void> {
  const demo = await startDemo();
  const { page, close } = await opened(demo.url);
  await page.locator(`[data-sickness="${id}"]`).click();
  const begunMs = demo.clock.now();
  await expect.poll(() => demo.clock.now() - begunMs, PATIENT).toBeGreaterThan(6 * 60_000);
  await expect.poll(() => sentenceOf(page), PATIENT).toMatch(/^AtlasML demo is well: /);
  expect(demo.printed.filter((text) => text.includes('Subject:'))).toEqual([]);
  await close();
  await demo.end();
}
