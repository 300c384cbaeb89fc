import { defineConfig } from 'vitest/config';

/** What `npm run page:sicknesses` runs: too long for each change. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/page/every-sickness.ts'],
    globalSetup: ['test/page/support/global-setup.ts'],
    reporters: ['verbose'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
