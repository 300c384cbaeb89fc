/** The input is not what it seems to be; the message says what to look at. */
export class InputError extends Error {
  override name = 'InputError';
}
