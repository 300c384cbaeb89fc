/**
 * Of forms of a message, from the fullest to the barest, the first whose JSON has at most so many bytes of UTF-8.
 * @param sizes how much each list may hold, falling. @returns the barest where none fits.
 */
export function firstFitting<T>(mostBytes: number, sizes: readonly number[], render: (size: number) => T): T {
  const [size = 0, ...smaller] = sizes;
  const form = render(size);
  const fits = Buffer.byteLength(JSON.stringify(form)) <= mostBytes;
  return fits || smaller.length === 0 ? form : firstFitting(mostBytes, smaller, render);
}
