import type { LogEvent } from '../run/events.ts';
import { invalid } from './errors.ts';
import { groupName, type LogGroups } from './groups.ts';
import { offsetOf, tokenOf } from './page.ts';
import { filterPattern } from './pattern/filter-pattern.ts';
import type { JobError, Threads } from './threads.ts';

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
export async function filterLogEvents(
  groups: LogGroups,
  threads: Threads,
  input: FilterInput,
  timeLimitMs: number,
): Promise<object> {
  const identifier = input.logGroupName ?? input.logGroupIdentifier;
  if (input.logGroupName !== undefined && input.logGroupIdentifier !== undefined)
    throw invalid('logGroupName and logGroupIdentifier cannot both be given');
  if (identifier === undefined) throw invalid('logGroupName or logGroupIdentifier is required');
  const { startTime = -Infinity, endTime = Infinity, limit = MOST_EVENTS, logStreamNames, logStreamNamePrefix } = input;
  if (!(limit >= 1 && limit <= MOST_EVENTS)) throw invalid(`limit must be from 1 to ${MOST_EVENTS}`);
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalid('logStreamNames and logStreamNamePrefix cannot both be given');
  const pattern = filterPattern(input.filterPattern ?? '');
  const name = groupName(identifier);
  const from = input.nextToken === undefined ? 0 : offsetOf(input.nextToken, name);
  const searched = groups
    .events(name)
    .map((event, index) => ({ event, index }))
    .filter(
      ({ event }) =>
        event.timestamp >= startTime &&
        event.timestamp <= endTime &&
        (logStreamNames === undefined || logStreamNames.includes(event.logStream ?? '')) &&
        (logStreamNamePrefix === undefined || (event.logStream ?? '').startsWith(logStreamNamePrefix)),
    );
  const matches = pattern.hasRegex
    ? await inThread(threads, input.filterPattern ?? '', searched, timeLimitMs)
    : searched.map(({ event }) => pattern.matches(event.message));
  const found = searched.filter((_, i) => matches[i]);
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
    ...(next < found.length && { nextToken: tokenOf(next, name) }),
  };
}

/** An expression that computes for ever is refused, as the service refuses what it cannot match. */
async function inThread(
  threads: Threads,
  pattern: string,
  searched: { event: LogEvent }[],
  timeLimitMs: number,
): Promise<boolean[]> {
  try {
    return await threads.run({ kind: 'filter', pattern, messages: searched.map(({ event }) => event.message), timeLimitMs });
  } catch (error) {
    if ((error as JobError).name === 'TimeLimitError') throw invalid('the filter pattern computes for too long');
    throw error;
  }
}

function pageOf<T extends { event: LogEvent }>(found: T[], limit: number): T[] {
  let bytes = 0;
  const end = found.findIndex(({ event }) => {
    bytes += Buffer.byteLength(event.message);
    return bytes > MOST_BYTES;
  });
  return found.slice(0, Math.min(limit, end < 0 ? found.length : Math.max(1, end)));
}
