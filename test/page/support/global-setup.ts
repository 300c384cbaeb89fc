import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import type { TestProject } from 'vitest/node';

/** Where the browser is, or why there is none. */
export type BrowserHere = { path: string } | { why: string };

/** Root has no sandbox. The arguments that come with the browser would take its security away, which is tested here. */
export const ARGUMENTS = ['--no-sandbox', '--disable-gpu'];

declare module 'vitest' {
  interface ProvidedContext {
    browser: BrowserHere;
  }
}

/** Unpacks the browser and starts it once: what is missing on a machine is found here, and each test says so. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('browser', await browserHere());
}

async function browserHere(): Promise<BrowserHere> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return skipped(`the browser of the tests runs on Linux on x86-64, and this is ${process.platform} on ${process.arch}`);
  }
  const path = await chromium.executablePath();
  try {
    const browser = await playwright.launch({ executablePath: path, args: ARGUMENTS, headless: true });
    await browser.close();
    return { path };
  } catch (error) {
    const missing = /error while loading shared libraries: ([^:\s]+)/.exec((error as Error).message)?.[1];
    return skipped(missing ? `the system has no ${missing}; Debian has it in the package libnss3` : (error as Error).message);
  }
}

function skipped(why: string): BrowserHere {
  console.log(`page: skipped, for no browser can be started here: ${why}`);
  return { why };
}
