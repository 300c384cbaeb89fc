import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const root = `${import.meta.dirname}/..`;

/** Files that run side by side where a file waits for most of its time: for the emulator's clock, or for a container. */
const WAITING = 5;

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
          // Vitest itself has little to do, and some files wait for real time: one more than there are processors.
          maxWorkers: availableParallelism() + 1,
          // The longest tests take a few seconds; the machine may be busy with much else.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // What takes longer: the same promises under 300 seeds (`npm run faults` plays more), and troubles of an hour.
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
          maxWorkers: WAITING,
          sequence: { groupOrder: 2 },
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
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      // Each file has an emulator of its own; they run beside those of Docker, apart from the unit tests.
      {
        test: {
          name: 'aws',
          root,
          include: ['test/aws/**/*.test.ts'],
          globalSetup: ['test/aws/support/global-setup.ts'],
          maxWorkers: WAITING,
          sequence: { groupOrder: 2 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
