import { afterAll, beforeAll, expect, test } from 'vitest';
import { answeringPage } from '../support/answering-page.ts';
import { inBrowser, opened, PATIENT, sentenceOf } from './support/browser.ts';
import { type RunningDemo, startDemo } from './support/demo.ts';

inBrowser('what a person does on the page', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo.end());
  const subjects = () => demo.printed.flatMap((text) => /Subject: (.*)/.exec(text)?.[1] ?? []);

  test('one trouble after another: sentence, mark and incident; who takes it is shown; a silence is kept', async () => {
    const { page, close } = await opened(`${demo.url}#/now?range=1h`);
    await page.locator('[data-sickness="weaviate-down"]').click();
    await expect.poll(() => sentenceOf(page), PATIENT).toBe('AtlasML demo is down: Weaviate unreachable.');
    await expect
      .poll(() => page.locator('.lane .mark-incident a').first().getAttribute('aria-label'), PATIENT)
      .toContain('Weaviate');
    await expect.poll(() => page.locator('.lane .mark-message').count(), PATIENT).toBeGreaterThan(0);
    const failing = () => page.locator('.part[data-state="failing"]').allTextContents();
    await expect.poll(failing, PATIENT).toContainEqual(expect.stringContaining('weaviate'));

    await page.locator('.to-incident').click();
    await expect.poll(() => page.textContent('.incident .cause'), PATIENT).toContain('Weaviate is unreachable');
    await expect.poll(() => page.locator('.incident .message').count(), PATIENT).toBeGreaterThan(0);
    await page.locator('.incident .message summary').first().click();
    expect(await page.locator('.incident .message pre').first().textContent()).toContain('What to do');

    await page.getByRole('button', { name: 'Acknowledge' }).click();
    expect(await page.textContent('.actions .answer')).toContain('Write your name first');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await expect.poll(() => page.textContent('.actions .answer'), PATIENT).toContain('Ada is on this incident');
    await expect.poll(() => page.textContent('.since'), PATIENT).toContain('Ada is on it.');

    await page.getByRole('button', { name: '1 hour' }).click();
    await expect.poll(() => page.textContent('.since'), PATIENT).toContain('Silent until');
    const told = subjects().length;
    await page.locator('[data-sickness="stopped"]').click();
    await expect.poll(() => page.textContent('.incident .timeline'), PATIENT).toContain('log');
    expect(
      subjects()
        .slice(told)
        .filter((subject) => !subject.includes('RESOLVED')),
    ).toEqual([]);

    await page.getByRole('button', { name: 'End the silence' }).click();
    await expect.poll(() => page.textContent('.actions .answer'), PATIENT).toContain('The silence is over.');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect.poll(() => subjects().at(-1), PATIENT).toContain('[TEST]');
    await close();
  });

  test('a link of a mail, on a dark telephone: it asks, and is answered without a script, once', async () => {
    const asked = await answeringPage();
    await asked.reset();
    const { here } = await asked.linkTo('silence');
    const phone = { colorScheme: 'dark', viewport: { width: 360, height: 700 }, javaScriptEnabled: false } as const;
    const { page, close } = await opened(here.href, phone);
    expect(await page.title()).toBe('Silence');
    expect(await page.locator('legend').textContent()).toContain('Europe/Berlin');
    expect(await asked.silence()).toBeUndefined();
    await page.getByLabel('for 10 minutes').check();
    await page.getByLabel('Why').fill('deploy <b>');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Silence' }).click();
    await expect.poll(() => page.textContent('p'), PATIENT).toContain('Silent until');
    expect(await asked.silence()).toMatchObject({ why: 'deploy <b>', by: 'Ada (email link)' });
    expect(page.url()).not.toContain('t=');
    await page.goto(here.href);
    await expect.poll(() => page.textContent('p'), PATIENT).toContain('This link was used already');
    expect(await page.getByRole('button').count()).toBe(0);
    await close();
    await asked.close();
  });
});
