/**
 * How the C library of Linux (glibc) is to hold what Node keeps outside of its heap: pieces of 32 kB and more each by themselves, so that they
 * go back to the system when they are done with. Else the pieces of a log leave holes that are kept for good.
 * Source: mallopt(3), "Environment variables"; other C libraries know none of them.
 */
const MALLOC = {
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024),
  MALLOC_ARENA_MAX: '2',
};

/**
 * Starts this process anew under the same number, for the C library reads its environment but once. It comes back where that cannot be, or
 * where somebody has said how it is to be.
 */
export function giveBackMemory({ platform, env, execPath, execArgv, argv, execve, channel }: NodeJS.Process): void {
  const isSaid = Object.keys(MALLOC).some((name) => env[name] !== undefined);
  // The channel of a parent would not be found again.
  if (platform !== 'linux' || isSaid || channel || typeof execve !== 'function') return;
  execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, ...MALLOC });
}
