import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { QueryResult } from '../run/events.ts';
import { invalid, notFound, ServiceError } from './errors.ts';
import type { LogGroups } from './groups.ts';
import type { LookupTables } from './lookup-tables.ts';
import { pageOf } from './page.ts';
import { checked, type StartQueryInput } from './start-query.ts';
import type { JobError, Threads } from './threads.ts';

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
  isScheduled: boolean;
  stopped: boolean;
  /** What came of it so far. */
  result: QueryResult;
  /** Undefined while it computes. */
  ended: 'Complete' | 'Timeout' | 'Failed' | undefined;
  /** Settles when it has ended; never rejects. */
  run: Promise<void>;
  cancel: () => void;
}

/** So many may compute at once: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MOST_RUNNING = 30;
const THROTTLED_POLLS = 2;
/** A poll waits so long for a query that still computes: whoever asks again and again learns of the end at once. */
const PATIENCE_MS = 5000;
const MOST_DESCRIBED = 1000;

/** StartQuery, GetQueryResults, StopQuery and DescribeQueries over our own engine. */
export class Queries {
  readonly #groups: LogGroups;
  readonly #tables: LookupTables;
  readonly #threads: Threads;
  readonly #now: () => number;
  readonly #timeLimitMs: number;
  readonly #queries = new Map<string, StartedQuery>();

  constructor(groups: LogGroups, tables: LookupTables, threads: Threads, now: () => number, timeLimitMs: number) {
    this.#timeLimitMs = timeLimitMs;
    this.#groups = groups;
    this.#tables = tables;
    this.#threads = threads;
    this.#now = now;
  }

  /** The query computes in a thread; what is wrong with it is told at once. */
  start(input: StartQueryInput, behaviour: Behaviour): { queryId: string } {
    const running = [...this.#queries.values()].filter((q) => q.ended === undefined && !q.stopped).length;
    if (behaviour === 'throttle' || running >= MOST_RUNNING)
      throw new ServiceError('LimitExceededException', 'too many concurrent queries');
    const nowMs = this.#now();
    const tables = this.#tables.all();
    const { text, names, events, window, mostRows } = checked(input, this.#groups, nowMs, tables);
    const options = {
      nowMs,
      pointers: true,
      groups: names,
      tables,
      timeLimitMs: this.#timeLimitMs,
      ...(mostRows && { mostRows }),
    };
    const job = { kind: 'query' as const, text, events, window, options };
    const query: StartedQuery = {
      queryId: randomUUID(),
      queryString: text,
      logGroupName: names[0] ?? '',
      createTime: Math.floor(nowMs / 1000),
      behaviour,
      polls: 0,
      isScheduled: true,
      stopped: false,
      result: NOTHING,
      ended: undefined,
      run: Promise.resolve(),
      cancel: () => this.#threads.cancel(job),
    };
    query.run = this.#threads
      .run(job, () => (query.isScheduled = false))
      .then(
        (result) => {
          query.result = result;
          query.ended = 'Complete';
        },
        (error: JobError) => {
          query.ended = error.name === 'TimeLimitError' ? 'Timeout' : 'Failed';
        },
      );
    this.#queries.set(query.queryId, query);
    return { queryId: query.queryId };
  }

  /**
   * The first answer is Running with some of the rows, as the service gives it; so is what did not complete.
   * @throws ServiceError for an unknown query, and for a page that there is not.
   */
  async results(input: { queryId?: string; nextToken?: string; maxItems?: number }): Promise<object> {
    const query = this.#find(input.queryId);
    query.polls++;
    if (query.behaviour === 'throttle-polls' && query.polls <= THROTTLED_POLLS)
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    if (query.polls > 1) await orLater(query.run);
    const { rows, statistics } = query.result;
    const status = this.#statusOf(query);
    const known = status === 'Complete' ? rows : rows.slice(0, Math.floor(rows.length / 2));
    const { shown, nextToken } = pageOf(known, input, query.queryId);
    return {
      queryLanguage: 'CWLI',
      status,
      statistics,
      results: shown.map((row) => Object.entries(row).map(([field, value]) => ({ field, value }))),
      ...(nextToken !== undefined && { nextToken }),
    };
  }

  /** A query that has ended cannot be stopped: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html */
  stop({ queryId }: { queryId?: string }): { success: boolean } {
    const query = this.#find(queryId);
    if (query.stopped || (query.polls > 0 && !RUNNING.includes(this.#statusOf(query))))
      throw invalid('The specified query is not running.');
    query.stopped = true;
    query.cancel();
    return { success: true };
  }

  /** The newest first. */
  describe(input: { logGroupName?: string; status?: string; maxResults?: number; nextToken?: string }): object {
    const { logGroupName, status, maxResults = MOST_DESCRIBED, nextToken: token } = input;
    if (!(maxResults >= 1 && maxResults <= MOST_DESCRIBED)) throw invalid(`maxResults must be from 1 to ${MOST_DESCRIBED}`);
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
    const { shown, nextToken } = pageOf(queries, { maxItems: maxResults, ...(token !== undefined && { nextToken: token }) }, '');
    return { queries: shown, ...(nextToken !== undefined && { nextToken }) };
  }

  #statusOf({ behaviour, polls, stopped, ended, isScheduled }: StartedQuery): string {
    if (stopped) return 'Cancelled';
    if (ended === undefined) return isScheduled ? 'Scheduled' : 'Running';
    const quiet = behaviour === 'throttle-polls' ? THROTTLED_POLLS : 0;
    if (polls <= quiet + 1 || behaviour === 'never-ends') return 'Running';
    if (ended !== 'Complete') return ended;
    return behaviour === 'complete' || behaviour === 'throttle-polls' ? 'Complete' : behaviour;
  }

  #find(queryId = ''): StartedQuery {
    const query = this.#queries.get(queryId);
    if (!query) throw notFound('The specified query does not exist.');
    return query;
  }
}

const RUNNING = ['Scheduled', 'Running'];

/** Waits for it, but not for long. */
async function orLater(run: Promise<void>): Promise<void> {
  const given = new AbortController();
  const late = setTimeout(PATIENCE_MS, undefined, { signal: given.signal, ref: false }).catch(() => undefined);
  await Promise.race([run, late]);
  given.abort();
}

const NOTHING: QueryResult = {
  columns: [],
  rows: [],
  statistics: { recordsScanned: 0, recordsMatched: 0, bytesScanned: 0 },
  warnings: [],
};
