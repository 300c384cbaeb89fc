import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { ARGUMENTS } from './global-setup.ts';

const here = inject('browser');
let browser: Browser | undefined;

/** Tests in the real browser. Where there is none they are skipped, and their name says why. */
export function inBrowser(name: string, tests: () => void): void {
  if ('why' in here) {
    describe.skip(`${name} (skipped: ${here.why})`, tests);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      browser = await playwright.launch({ executablePath: here.path, args: ARGUMENTS, headless: true });
    });
    afterAll(() => browser?.close());
    tests();
  });
}

/** A page that watches itself: what goes wrong in it fails the test that closes it. */
export interface WatchedPage {
  page: Page;
  /** Errors of scripts, refusals of the policy, dialogs. */
  faults: string[];
  close(): Promise<void>;
}

/** Opens an address as a reader in Berlin sees it. @param options of the reader: size, dark, reduced motion. */
export async function opened(url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  if (!browser) throw new Error('there is no browser');
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (said) => {
    if (/Content Security Policy|Trusted Type/i.test(said.text())) faults.push(`policy: ${said.text()}`);
  });
  await page.goto(url);
  return {
    page,
    faults,
    async close() {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/** How long something may take on a busy machine; what is waited for decides, not the time. */
export const PATIENT = { timeout: 150_000 };

/** The large sentence. */
export const sentenceOf = async (page: Page): Promise<string> =>
  ((await page.textContent('.sentence')) ?? '').replaceAll('\u00a0', ' ');
