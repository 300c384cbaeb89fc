import type { LogEvent } from '../run/events.ts';
import { TimeLimitError, withTimeLimit } from '../run/time-limit.ts';
import { invalid } from './errors.ts';
import { groupName, type LogGroups } from './groups.ts';

export interface FilterInput {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamNames?: string[];
  logStreamNamePrefix?: string;
  /** Epoch ms, both ends included. */
  startTime?: number;
  endTime?: number;
  filterPattern?: string;
  limit?: number;
  nextToken?: string;
}

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1 << 20;

/**
 * FilterLogEvents: events of a group in the order of time, a page after the other.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function filterLogEvents(groups: LogGroups, input: FilterInput, timeLimitMs: number): object {
  const identifier = input.logGroupName ?? input.logGroupIdentifier;
  if (input.logGroupName !== undefined && input.logGroupIdentifier !== undefined)
    throw invalid('logGroupName and logGroupIdentifier cannot both be given');
  if (identifier === undefined) throw invalid('logGroupName or logGroupIdentifier is required');
  const { startTime = -Infinity, endTime = Infinity, limit = MOST_EVENTS, logStreamNames, logStreamNamePrefix } = input;
  if (!(limit >= 1 && limit <= MOST_EVENTS)) throw invalid(`limit must be from 1 to ${MOST_EVENTS}`);
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalid('logStreamNames and logStreamNamePrefix cannot both be given');
  const matches = patternOf(input.filterPattern ?? '');
  const all = groups.events(groupName(identifier));
  const select = () =>
    all
      .map((event, index) => ({ event, index }))
      .filter(
        ({ event }) =>
          event.timestamp >= startTime &&
          event.timestamp <= endTime &&
          (logStreamNames === undefined || logStreamNames.includes(event.logStream ?? '')) &&
          (logStreamNamePrefix === undefined || (event.logStream ?? '').startsWith(logStreamNamePrefix)) &&
          matches(event.message),
      );
  const found = inTime(timeLimitMs, select);
  const from = offsetOf(input.nextToken);
  const page = pageOf(found.slice(from), limit);
  const next = from + page.length;
  return {
    events: page.map(({ event, index }) => ({
      eventId: String(index).padStart(56, '0'),
      timestamp: event.timestamp,
      message: event.message,
      logStreamName: event.logStream ?? '',
      ingestionTime: event.ingestionTime ?? event.timestamp,
    })),
    searchedLogStreams: [],
    ...(next < found.length && { nextToken: Buffer.from(String(next)).toString('base64') }),
  };
}

/** An expression that computes for ever is refused, as the service refuses what it cannot match. */
function inTime<T>(timeLimitMs: number, work: () => T): T {
  try {
    return withTimeLimit(timeLimitMs, work);
  } catch (error) {
    if (error instanceof TimeLimitError) throw invalid('the filter pattern computes for too long');
    throw error;
  }
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(offset) || offset < 0) throw invalid('The specified nextToken is invalid.');
  return offset;
}

function pageOf<T extends { event: LogEvent }>(found: T[], limit: number): T[] {
  let bytes = 0;
  const end = found.findIndex(({ event }) => {
    bytes += Buffer.byteLength(event.message);
    return bytes > MOST_BYTES;
  });
  return found.slice(0, Math.min(limit, end < 0 ? found.length : Math.max(1, end)));
}

/**
 * A filter pattern of terms: all of them must stand in the message, `?term` is one of several, `-term` must not, and
 * `%expression%` is a regular expression; quotes hold a term together.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function patternOf(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[]/.test(text)) throw invalid('filter patterns for JSON and for columns are not served here');
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/g)].map(
    ([, sign, quoted, regex, bare]) => ({
      sign,
      test: termTest(quoted?.replace(/\\(.)/g, '$1') ?? bare, regex),
    }),
  );
  const any = terms.filter(({ sign }) => sign === '?');
  const all = terms.filter(({ sign }) => sign === '');
  const none = terms.filter(({ sign }) => sign === '-');
  return (message) =>
    all.every(({ test }) => test(message)) &&
    !none.some(({ test }) => test(message)) &&
    (any.length === 0 || all.length > 0 || any.some(({ test }) => test(message)));
}

function termTest(literal: string | undefined, regex: string | undefined): (message: string) => boolean {
  if (literal !== undefined) return (message) => message.includes(literal);
  try {
    const expression = new RegExp(regex ?? '');
    return (message) => expression.test(message);
  } catch {
    throw invalid(`the regular expression %${regex}% is not valid`);
  }
}
