/** How long what runs at a stop may take to end. A run of the reporter ends within it. */
const GRACE_MS = 45_000;

/**
 * A signal that says when the command is to end: at Ctrl-C or SIGTERM. What is being sent is finished, for so long at most; a second
 * Ctrl-C ends the process at once.
 * @param print tells that it ends.
 */
export function stopSignal(print: (line: string) => void): AbortSignal {
  const stopped = new AbortController();
  const stop = () => {
    if (stopped.signal.aborted) process.exit(130);
    print('\nStopping: work that has begun is finished first. Ctrl-C again ends it at once.');
    stopped.abort();
    setTimeout(() => {
      print('Gave up waiting.');
      process.exit(1);
    }, GRACE_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return stopped.signal;
}
