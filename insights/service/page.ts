import { invalid } from './errors.ts';

const MOST_ITEMS = 10_000;

/**
 * A page of what there is, and the token of the next one. A token is of the one query that gave it.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
 * @throws ServiceError for a size out of range, and for a token that was never given.
 */
export function pageOf<T>(
  all: readonly T[],
  { nextToken, maxItems = MOST_ITEMS }: { nextToken?: string; maxItems?: number },
  owner: string,
): { shown: T[]; nextToken?: string } {
  if (!(maxItems >= 1 && maxItems <= MOST_ITEMS)) throw invalid(`maxItems must be from 1 to ${MOST_ITEMS}`);
  const from = nextToken === undefined ? 0 : offsetOf(nextToken, owner);
  const to = from + maxItems;
  const shown = all.slice(from, to);
  return to < all.length ? { shown, nextToken: tokenOf(to, owner) } : { shown };
}

/** The token of the page that begins so far in. */
export function tokenOf(offset: number, owner: string): string {
  return Buffer.from(`${owner}/${offset}`).toString('base64');
}

/** @throws ServiceError for a token that was never given to this owner. */
export function offsetOf(token: string, owner: string): number {
  const [, whose, digits] = /^(.*)\/(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (whose !== owner || digits === undefined) throw invalid('The specified nextToken is invalid.');
  return Number(digits);
}
