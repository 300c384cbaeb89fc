/**
 * Wake-ups that come while one is answered are answered once more afterwards, as the queue before the reporter does.
 * @param run must not throw. @returns what ends when nothing is left to answer.
 */
export function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let again = false;
  let running: Promise<void> | undefined;
  const start = async () => {
    do {
      again = false;
      await run();
    } while (again);
    running = undefined;
  };
  return () => {
    again = true;
    running ??= start();
    return running;
  };
}
