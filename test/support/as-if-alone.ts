import { afterAll, vi } from 'vitest';

// Files of tests share a process and what it has loaded of packages. Of the project's own modules each file gets new ones,
// with nothing kept in them, and what it stubs ends with it (test/support/stub-client.ts does so for clients of the SDK).
vi.resetModules();

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
