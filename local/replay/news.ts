import type { ToldMessage } from './reporter.ts';

/** What the windows of the checks still hold of a trouble that is over: five minutes, and what is on its way. */
export const AFTERMATH_MS = 6 * 60_000;
/** These tell nothing new. */
const NO_NEWS = ['resolved', 'reminded', 'digest'];

/** Whether a message tells something new of a trouble. */
export const isNews = ({ kind }: Pick<ToldMessage, 'kind'>): boolean => !NO_NEWS.includes(kind);

/** The middle of numbers, the lower of two. */
export function medianOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
}
