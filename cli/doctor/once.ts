/** What several items ask for is looked at once. */
export function once<T>(look: () => Promise<T>): () => Promise<T> {
  let looking: Promise<T> | undefined;
  return () => {
    looking ??= look();
    return looking;
  };
}
