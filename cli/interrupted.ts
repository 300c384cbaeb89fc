/** A signal that says when whoever looks on has seen enough: at Ctrl-C or SIGTERM. A second one ends the process at once. */
export function interrupted(): AbortSignal {
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
  return stopped.signal;
}

/** Settles when a signal does. To be made once, not for each wait: listeners add up. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
