/** Waits up to this long are waited out at once; longer ones are another run's: other receivers wait, and so does the lease. */
export const LONGEST_INLINE_WAIT_MS = 2_000;

/**
 * The wait that a Retry-After header asks for, in ms; null when it is not valid.
 * Rule: RFC 9110 section 10.2.3, whole seconds or an HTTP date; Date.parse alone would accept "-5" and "1.5".
 */
export function retryAfterMs(value: string, nowMs: number): number | null {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
