import { defineConfig } from 'vitest/config';

const root = `${import.meta.dirname}/..`;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['test/**/*.test.ts'],
          exclude: ['test/aws/**', 'test/page/**', 'test/docker/**', 'test/faults/seeds-*', 'test/local/replay/long-*'],
          globalSetup: ['test/support/temporary-folder.ts'],
          // To load the SDKs and the CDK anew for each file takes longer than most files.
          isolate: false,
          setupFiles: ['test/support/as-if-alone.ts'],
          // By default one processor would be left to Vitest, which has little to do.
          maxWorkers: '100%',
          // The longest tests take a few seconds; the machine may be busy with much else.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // What takes longer: the same promises under 500 seeds (`npm run faults` plays more), and troubles of an hour.
      {
        test: {
          name: 'faults',
          root,
          include: ['test/faults/seeds-*.test.ts', 'test/local/replay/long-*.test.ts'],
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
      // A Docker Engine of its own with real containers, where root and Debian's docker.io allow; else it says why it does not.
      {
        test: {
          name: 'docker',
          root,
          include: ['test/docker/**/*.test.ts'],
          globalSetup: ['test/docker/support/global-setup.ts'],
          // The containers share the machine's ports and one name.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // The page in a real browser, where it can be started; else it says why it cannot.
      {
        test: {
          name: 'page',
          root,
          include: ['test/page/**/*.test.ts'],
          globalSetup: ['test/page/support/global-setup.ts'],
          isolate: false,
          fileParallelism: false,
          maxConcurrency: 5,
          sequence: { groupOrder: 4 },
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      // Each file has an emulator of its own and waits for most of its time, so they run side by side, apart from the unit tests.
      {
        test: {
          name: 'aws',
          root,
          include: ['test/aws/**/*.test.ts'],
          globalSetup: ['test/aws/support/global-setup.ts'],
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
