import type { Collector } from '../collect/collector.ts';
import type { LookupTable, QueryContext } from '../functions/types.ts';
import { parseQuery } from '../language/parser.ts';
import type { LogType } from '../plan/log-types.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import { type Prepared, prepare, tooMany } from '../plan/prepare.ts';
import { INGESTION_TIME, LOG, LOG_STREAM, MESSAGE, PTR, TIMESTAMP } from '../plan/scope.ts';
import { groupOfLog, wantedGroups } from '../plan/source-groups.ts';
import type { Value } from '../values.ts';
import { withTimeLimit } from './time-limit.ts';

/** One log event, as GetLogEvents and the recorded logs give it. Times are epoch milliseconds. */
export interface LogEvent {
  timestamp: number;
  message: string;
  logStream?: string;
  /** The log group as the service names it in `@log`: account-id:group. */
  log?: string;
  ingestionTime?: number;
}

export interface Statistics {
  recordsScanned: number;
  recordsMatched: number;
  bytesScanned: number;
}

export interface QueryResult {
  /** The columns in order; a row may miss some. */
  columns: string[];
  /** Each row's fields by name; like the service's, every value is text and missing fields are absent. */
  rows: Record<string, string>[];
  statistics: Statistics;
  /** What the writer should know though the query ran, such as a misspelt field. */
  warnings: string[];
}

export interface RunOptions {
  /** When the query counts as started, epoch ms; the present when left out. */
  nowMs?: number;
  /** A query that computes longer is stopped, as one with a hostile expression would be; in ms, 60 s when left out. */
  timeLimitMs?: number;
  /** Of which service the log is, whose fields are found in its messages; when left out each message tells. */
  logType?: LogType;
  /** Adds `@ptr` to the rows of events, as the service does. */
  pointers?: boolean;
  /** The lookup tables by name. */
  tables?: Readonly<Record<string, LookupTable>>;
  /** The log groups that a query without SOURCE reads; the others are for its subqueries. All when left out. */
  groups?: readonly string[];
  /** How many rows come at most; 10,000 of a query without limit when left out. */
  mostRows?: number;
}

const EVERYTHING = { startMs: -Infinity, endMs: Infinity };

/**
 * Runs a query over events in memory.
 * @param window epoch milliseconds, both ends included; events outside are not scanned.
 * @throws QueryError when the query cannot run, TimeLimitError when it computes for too long.
 */
export function runQuery(
  text: string,
  events: Iterable<LogEvent>,
  window: { startMs: number; endMs: number } = EVERYTHING,
  { nowMs = Date.now(), timeLimitMs = 60_000, pointers = false, logType = 'auto', mostRows, tables, groups }: RunOptions = {},
): QueryResult {
  const context: QueryContext = {
    nowMs,
    startMs: window.startMs,
    endMs: window.endMs,
    logType,
    ...(mostRows && { mostRows }),
    ...(tables && { tables }),
  };
  const prepared = prepare(parseQuery(text), context);
  // A subquery reads the events again.
  const kept = prepared.subqueries.length > 0 ? [...events] : events;
  return withTimeLimit(timeLimitMs, () => {
    const { plan, collector, statistics, present, warnings } = run(prepared, kept, groups);
    const rows = plan.finish(collector, pointers).slice(0, mostRows);
    const why = isWithoutEvents(rows, statistics) ? plan.emptyFor(present) : [];
    return { columns: plan.columns, rows, statistics, warnings: [...warnings, ...why] };
  });
}

interface Run {
  plan: Plan;
  collector: Collector;
  statistics: Statistics;
  present: boolean[];
  warnings: string[];
}

/** @param groups the log groups that are the query's own where it has no SOURCE; undefined is all of them. */
function run(prepared: Prepared, events: Iterable<LogEvent>, groups: readonly string[] | undefined): Run {
  const { subqueries, query, context } = prepared;
  const own = wantedGroups(query);
  const wanted = own ?? (groups && ((name: string) => groups.includes(name)));
  const warnings: string[] = [];
  const answers = subqueries.map((subquery) => {
    const inner = run(subquery, events, groups);
    const answer = inner.plan.answer(inner.collector);
    warnings.push(...inner.warnings, ...tooMany(answer));
    return answer;
  });
  const plan = subqueries.length > 0 ? compilePlan(query, { ...context, answers }) : prepared.plan;
  const statistics = { recordsScanned: 0, recordsMatched: 0, bytesScanned: 0 };
  const { collector, take, matched, present } = plan.scan();
  const row: Value[] = [];
  for (const event of events) {
    if (collector.full()) break;
    const at = event.timestamp;
    if (!plan.windows.some(({ startMs, endMs }) => at >= startMs && at <= endMs)) continue;
    if (wanted && !wanted(groupOfLog(event.log))) continue;
    row[TIMESTAMP] = at;
    row[MESSAGE] = event.message;
    row[LOG_STREAM] = event.logStream;
    row[LOG] = event.log;
    row[INGESTION_TIME] = event.ingestionTime;
    row[PTR] = String(statistics.recordsScanned);
    statistics.recordsScanned++;
    statistics.bytesScanned += Buffer.byteLength(event.message);
    take(row);
  }
  statistics.recordsMatched = matched();
  return { plan, collector, statistics, present, warnings: [...warnings, ...plan.warnings] };
}

/** True where no event came through the filters, also where `stats` makes a row of none, such as a count of 0. */
export const isWithoutEvents = (
  rows: readonly unknown[],
  { recordsScanned, recordsMatched }: Pick<QueryResult['statistics'], 'recordsScanned' | 'recordsMatched'>,
): boolean => recordsScanned > 0 && (rows.length === 0 || recordsMatched === 0);
