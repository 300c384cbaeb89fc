/** A signal that says when whoever looks on has seen enough: at Ctrl-C or SIGTERM. A second one ends the process at once. */
export function interrupted(): AbortSignal {
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
  return stopped.signal;
}
