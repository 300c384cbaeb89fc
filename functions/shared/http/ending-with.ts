/**
 * Runs until the signal ends it, and then fails with the signal's reason at once. undici obeys a signal only when its
 * connection stands: without this, a host that swallows packets holds a request for ten seconds, whatever its signal says.
 */
export async function endingWith<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([run(), ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
