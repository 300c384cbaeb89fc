import { randomUUID } from 'node:crypto';
import { QueryError } from '../language/errors.ts';
import { type QueryResult, runQuery } from '../run/events.ts';
import { TimeLimitError } from '../run/time-limit.ts';
import { invalid, notFound, ServiceError } from './errors.ts';
import { groupName, type LogGroups } from './groups.ts';

/**
 * How the service answers the queries that are started from now on: as it should, with an end of another kind and a part
 * of the rows, not at all, or by throttling the start or the first two polls.
 */
export type Behaviour =
  | 'complete'
  | 'Failed'
  | 'Cancelled'
  | 'Timeout'
  | 'Unknown'
  | 'throttle'
  | 'throttle-polls'
  | 'never-ends';

interface StartedQuery {
  queryId: string;
  queryString: string;
  logGroupName: string;
  /** Epoch seconds. */
  createTime: number;
  behaviour: Behaviour;
  polls: number;
  stopped: boolean;
  result: QueryResult;
}

export interface StartQueryInput {
  logGroupName?: string;
  logGroupNames?: string[];
  logGroupIdentifiers?: string[];
  /** Epoch seconds, both ends included: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
  startTime?: number;
  endTime?: number;
  queryString?: string;
  limit?: number;
  queryLanguage?: string;
}

const LONGEST_QUERY = 10_000;
const MOST_GROUPS = 50;
const THROTTLED_POLLS = 2;

/** StartQuery, GetQueryResults, StopQuery and DescribeQueries over our own engine. */
export class Queries {
  readonly #groups: LogGroups;
  readonly #now: () => number;
  readonly #timeLimitMs: number;
  readonly #queries = new Map<string, StartedQuery>();

  constructor(groups: LogGroups, now: () => number, timeLimitMs: number) {
    this.#timeLimitMs = timeLimitMs;
    this.#groups = groups;
    this.#now = now;
  }

  start(input: StartQueryInput, behaviour: Behaviour): { queryId: string } {
    if (behaviour === 'throttle') throw new ServiceError('LimitExceededException', 'too many concurrent queries');
    if ((input.queryLanguage ?? 'CWLI') !== 'CWLI') throw invalid(`the query language ${input.queryLanguage} is not served here`);
    const { queryString = '', startTime, endTime, limit } = input;
    if (startTime === undefined || endTime === undefined) throw invalid('startTime and endTime are required');
    if (startTime > endTime) throw invalid('End time should not be less than start time');
    if (queryString.length > LONGEST_QUERY) throw invalid(`queryString is longer than ${LONGEST_QUERY} characters`);
    if (limit !== undefined && !(limit >= 1 && limit <= 100_000)) throw invalid('limit must be from 1 to 100000');
    const names = namesOf(input);
    const events = names.flatMap((name) => this.#groups.events(name)).sort((a, b) => a.timestamp - b.timestamp);
    // The end second covers its .999.
    const window = { startMs: startTime * 1000, endMs: endTime * 1000 + 999 };
    const nowMs = this.#now();
    const options = { nowMs, pointers: true, timeLimitMs: this.#timeLimitMs };
    const result = compiled(() => inTime(() => runQuery(queryString, events, window, options)));
    if (result && limit !== undefined) result.rows = result.rows.slice(0, limit);
    const queryId = randomUUID();
    this.#queries.set(queryId, {
      queryId,
      queryString,
      logGroupName: names[0] as string,
      createTime: Math.floor(nowMs / 1000),
      behaviour: result ? behaviour : 'Timeout',
      polls: 0,
      stopped: false,
      result: result ?? NOTHING,
    });
    return { queryId };
  }

  /** The first answer is Running with some of the rows, as the service gives it; so is what did not complete. */
  results({ queryId }: { queryId?: string }): object {
    const query = this.#find(queryId);
    query.polls++;
    if (query.behaviour === 'throttle-polls' && query.polls <= THROTTLED_POLLS)
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    const { rows, statistics } = query.result;
    const status = this.#statusOf(query);
    const shown = status === 'Complete' ? rows : rows.slice(0, Math.floor(rows.length / 2));
    return {
      queryLanguage: 'CWLI',
      status,
      statistics,
      results: shown.map((row) => Object.entries(row).map(([field, value]) => ({ field, value }))),
    };
  }

  /** A query that has ended cannot be stopped: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html */
  stop({ queryId }: { queryId?: string }): { success: boolean } {
    const query = this.#find(queryId);
    if (query.polls > 0 && this.#statusOf(query) !== 'Running') throw invalid('The specified query is not running.');
    query.stopped = true;
    return { success: true };
  }

  describe({ logGroupName, status, maxResults = 1000 }: { logGroupName?: string; status?: string; maxResults?: number }): object {
    const queries = [...this.#queries.values()]
      .reverse()
      .map((query) => ({
        queryLanguage: 'CWLI',
        queryId: query.queryId,
        queryString: query.queryString,
        status: this.#statusOf(query),
        createTime: query.createTime,
        logGroupName: query.logGroupName,
      }))
      .filter(
        (q) => (logGroupName === undefined || q.logGroupName === logGroupName) && (status === undefined || q.status === status),
      );
    return { queries: queries.slice(0, maxResults) };
  }

  #statusOf({ behaviour, polls, stopped }: StartedQuery): string {
    if (stopped) return 'Cancelled';
    const quiet = behaviour === 'throttle-polls' ? THROTTLED_POLLS : 0;
    if (polls <= quiet + 1 || behaviour === 'never-ends') return 'Running';
    return behaviour === 'complete' || behaviour === 'throttle-polls' ? 'Complete' : behaviour;
  }

  #find(queryId = ''): StartedQuery {
    const query = this.#queries.get(queryId);
    if (!query) throw notFound('The specified query does not exist.');
    return query;
  }
}

/** The groups are named in exactly one of three ways. */
function namesOf({ logGroupName, logGroupNames, logGroupIdentifiers }: StartQueryInput): string[] {
  const ways = [logGroupName && [logGroupName], logGroupNames, logGroupIdentifiers].filter(
    (way) => way !== undefined && way !== '',
  );
  const [names] = ways as string[][];
  if (ways.length !== 1 || !names?.length)
    throw invalid('exactly one of logGroupName, logGroupNames and logGroupIdentifiers is required');
  if (names.length > MOST_GROUPS) throw invalid(`a query takes at most ${MOST_GROUPS} log groups`);
  // A group that is named twice is read once.
  return [...new Set(names.map(groupName))];
}

const NOTHING: QueryResult = {
  columns: [],
  rows: [],
  statistics: { recordsScanned: 0, recordsMatched: 0, bytesScanned: 0 },
  warnings: [],
};

/** Undefined when it computed for too long. */
function inTime<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TimeLimitError) return undefined;
    throw error;
  }
}

/** A query that cannot run is refused with the place that is wrong. */
function compiled<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message, offset, length } = error;
    const queryCompileError = { location: { startCharOffset: offset, endCharOffset: offset + length }, message };
    throw new ServiceError('MalformedQueryException', message, { queryCompileError });
  }
}
