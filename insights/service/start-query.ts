import type { LookupTable, QueryContext } from '../functions/types.ts';
import type { Query } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { parseQuery } from '../language/parser.ts';
import { type Prepared, prepare } from '../plan/prepare.ts';
import { wantedGroups } from '../plan/source-groups.ts';
import type { LogEvent } from '../run/events.ts';
import { invalid, ServiceError } from './errors.ts';
import { groupName, type LogGroups } from './groups.ts';

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

/** A query that can run. */
export interface CheckedQuery {
  text: string;
  /** The groups that it reads. */
  names: string[];
  /** Their events in the windows of the query, in the order of time. */
  events: LogEvent[];
  window: { startMs: number; endMs: number };
  mostRows: number | undefined;
}

const LONGEST_QUERY = 10_000;
const MOST_GROUPS = 50;
const MOST_ROWS = 100_000;
/** A time this far off, in the year 5138 as seconds, is of 1973 or later as milliseconds. */
const LATEST_SECONDS = 100_000_000_000;

/**
 * Checks what StartQuery is asked, by the API's page.
 * @throws ServiceError for what is wrong with it.
 */
export function checked(
  input: StartQueryInput,
  groups: LogGroups,
  nowMs: number,
  tables: Readonly<Record<string, LookupTable>>,
): CheckedQuery {
  if ((input.queryLanguage ?? 'CWLI') !== 'CWLI') throw invalid(`the query language ${input.queryLanguage} is not served here`);
  const { queryString: text, startTime, endTime, limit } = input;
  if (text === undefined) throw invalid('queryString is required');
  if (startTime === undefined || endTime === undefined) throw invalid('startTime and endTime are required');
  for (const [name, value] of Object.entries({ startTime, endTime })) {
    if (value < 0) throw invalid(`${name} must not be below 0`);
    if (value >= LATEST_SECONDS) throw invalid(`${name} is given in seconds, and ${value} seems to be milliseconds`);
  }
  if (startTime > endTime) throw invalid('End time should not be less than start time');
  if (text.length > LONGEST_QUERY) throw invalid(`queryString is longer than ${LONGEST_QUERY} characters`);
  if (limit !== undefined && !(limit >= 1 && limit <= MOST_ROWS)) throw invalid(`limit must be from 1 to ${MOST_ROWS}`);
  // The end second covers its .999.
  const window = { startMs: startTime * 1000, endMs: endTime * 1000 + 999 };
  const given = givenNames(input);
  const { query, plan } = compiled(text, { nowMs, tables, ...window });
  const wanted = wantedGroups(query);
  if (wanted && given) throw invalid('log groups are named both by the request and by SOURCE');
  const names = wanted ? groups.names().filter(wanted) : given;
  if (!names)
    throw invalid('exactly one of logGroupName, logGroupNames and logGroupIdentifiers is required, or SOURCE in the query');
  const { windows } = plan;
  const isInside = ({ timestamp: at }: LogEvent) => windows.some(({ startMs, endMs }) => at >= startMs && at <= endMs);
  const all = new Set([...names, ...query.subqueries.flatMap((subquery) => groupsOf(subquery, groups))]);
  const events = [...all].flatMap((name) => groups.events(name).filter(isInside));
  return { text, names, events: events.sort((a, b) => a.timestamp - b.timestamp), window, mostRows: limit };
}

function givenNames({ logGroupName, logGroupNames, logGroupIdentifiers }: StartQueryInput): string[] | undefined {
  const ways = [logGroupName === undefined ? undefined : [logGroupName], logGroupNames, logGroupIdentifiers].filter(
    (way) => way !== undefined,
  );
  const [names] = ways;
  if (!names) return undefined;
  if (ways.length > 1) throw invalid('only one of logGroupName, logGroupNames and logGroupIdentifiers can be given');
  if (names.length === 0) throw invalid('a query needs a log group');
  if (names.length > MOST_GROUPS) throw invalid(`a query takes at most ${MOST_GROUPS} log groups`);
  // A group that is named twice is read once.
  return [...new Set(names.map(groupName))];
}

/** The groups that a subquery and those in it ask for by SOURCE. */
function groupsOf(query: Query, groups: LogGroups): string[] {
  const [source] = query.commands;
  const wanted = wantedGroups(query);
  const named = source?.kind === 'source' ? source.groups : [];
  const own = named.length > 0 || !wanted ? named : groups.names().filter(wanted);
  return [...own, ...query.subqueries.flatMap((subquery) => groupsOf(subquery, groups))];
}

/** A query that cannot run is refused with the place that is wrong. */
function compiled(text: string, context: QueryContext): Prepared {
  try {
    return prepare(parseQuery(text), context);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message, offset, length } = error;
    const queryCompileError = { location: { startCharOffset: offset, endCharOffset: offset + length }, message };
    throw new ServiceError('MalformedQueryException', message, { queryCompileError });
  }
}
