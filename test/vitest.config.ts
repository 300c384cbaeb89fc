import { defineConfig } from 'vitest/config';

const root = `${import.meta.dirname}/..`;

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', root, include: ['test/**/*.test.ts'], exclude: ['test/aws/**'], testTimeout: 30_000 } },
      // The emulator holds one deployed stack, so its files run one after the other.
      {
        test: {
          name: 'aws',
          root,
          include: ['test/aws/**/*.test.ts'],
          globalSetup: ['test/aws/support/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
