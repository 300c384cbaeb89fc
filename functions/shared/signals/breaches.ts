import type { Signal } from './signal.ts';

/** True when a value is on the wrong side of a signal's threshold. */
export function breaches(
  value: number,
  { comparison, threshold }: { comparison: Signal['comparison']; threshold: number },
): boolean {
  if (comparison === '<') return value < threshold;
  return comparison === '>' ? value > threshold : value >= threshold;
}
