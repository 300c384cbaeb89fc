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

/** Says to the process that is started anew why it was. */
const COMPILED = 'ATLASML_MONITOR_COMPILED';
/** Outside of V8's heap are 5 MB without Node's compiler of TypeScript, and 12 MB with it. */
const WITH_COMPILER_BYTES = 8_000_000;

/** Starts this process anew under the same number. It comes back where that cannot be, or where somebody has said how it is to be. */
export function giveBackMemory(process: NodeJS.Process): void {
  // The C library reads its environment but once.
  if (!Object.keys(MALLOC).some((name) => process.env[name] !== undefined)) startAnew(process, MALLOC);
}

/**
 * Starts this process anew, too, when all is loaded and had to be compiled for it: the compiler would stay in memory for good, 25 MB. What it
 * made is read from Node's cache then. Where that cannot be written it goes on as it is.
 * @param keepCompiled writes what was compiled into the cache.
 */
export function leaveCompilerBehind(process: NodeJS.Process, keepCompiled: () => void): void {
  const { env, memoryUsage } = process;
  if (env[COMPILED] !== undefined || memoryUsage().external < WITH_COMPILER_BYTES) return;
  keepCompiled();
  startAnew(process, { [COMPILED]: '1' });
}

function startAnew({ platform, env, execPath, execArgv, argv, execve, channel }: NodeJS.Process, more: NodeJS.ProcessEnv): void {
  // The channel of a parent would not be found again.
  if (platform !== 'linux' || channel || typeof execve !== 'function') return;
  execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, ...more });
}
