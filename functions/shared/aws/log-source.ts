import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogsConfig } from '../config/schema.ts';
import { type Clock, type LogAnswer, type LogLine, type LogLines, type LogQuery, type LogSource, MOST_LINES } from '../ports.ts';
import { awsClient } from './client.ts';

/** Error names of StartQuery and GetQueryResults that mean "later": both calls share small account-wide quotas. */
const LATER = new Set([
  'LimitExceededException',
  'ThrottlingException',
  'ServiceUnavailableException',
  'TooManyRequestsException',
]);
/** No answer: the SDK's name for a connection that was reset or silent, and ours for a call whose time is over. */
const UNANSWERED = new Set(['TimeoutError', 'TimeLimitError']);
/** Query states that end the wait. Source: API reference of GetQueryResults. Running answers are partial and never used. */
const WAITING = new Set(['Scheduled', 'Running']);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
/** The whole query must answer within this time; then it is stopped, so that it does not hold one of the 100 places. */
export const QUERY_DEADLINE_MS = 40_000;

/** FilterLogEvents may look for seconds before it answers. The SDK's own retries are off, so that the budget is kept. */
const ONCE = { answerMs: 8_000, attempts: 1 };

/** What is read, and where: in the own region when that is not said. */
type Group = Pick<LogsConfig, 'group' | 'stream'> & Partial<Pick<LogsConfig, 'region'>>;

/** Runs queries with CloudWatch Logs Insights. */
export function insightsLogSource(logs: Group, clock: Clock, client?: CloudWatchLogsClient): LogSource {
  const service = client ?? awsClient(CloudWatchLogsClient, { region: logs.region, ...ONCE });
  return {
    query: (question) => run(service, logs, clock, question),
    lines: (window) => readLines(service, logs, clock, window),
    hasAgentTimes: true,
  };
}

const LINES_DEADLINE_MS = 10_000;

/**
 * FilterLogEvents gives events in the order of their time, their ingestion and the request that put them, so the lines of
 * a traceback stay in order; a query gives no order to events of one millisecond.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
async function readLines(
  client: CloudWatchLogsClient,
  logs: Group,
  clock: Clock,
  { startMs, endMs }: { startMs: number; endMs: number },
): Promise<LogLines> {
  const deadline = clock.now() + LINES_DEADLINE_MS;
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const command = new FilterLogEventsCommand({
        logGroupName: logs.group,
        ...(logs.stream !== undefined && { logStreamNames: [logs.stream] }),
        startTime: startMs,
        endTime: endMs,
        limit: MOST_LINES - lines.length,
        nextToken,
      });
      const page = await withPatience(() => client.send(command), clock, deadline);
      lines.push(...(page.events ?? []).map(lineOf));
      // A page that is not full, or even empty, is not the end as long as it names a next one.
      nextToken = page.nextToken;
    } while (nextToken !== undefined && lines.length < MOST_LINES && clock.now() < deadline);
    return { state: 'complete', lines };
  } catch (error) {
    return { state: 'unknown', reason: `FilterLogEvents refused: ${wordsOf(error as Error, logs)}` };
  }
}

function lineOf({ timestamp = 0, message = '', logStreamName }: FilteredLogEvent): LogLine {
  return { atMs: timestamp, message, ...(logStreamName !== undefined && { stream: logStreamName }) };
}

async function run(client: CloudWatchLogsClient, logs: Group, clock: Clock, question: LogQuery): Promise<LogAnswer> {
  const deadline = clock.now() + QUERY_DEADLINE_MS;
  const start = new StartQueryCommand({
    logGroupName: logs.group,
    // StartQuery takes epoch seconds and includes both ends.
    startTime: Math.floor(question.startMs / 1000),
    endTime: Math.floor(question.endMs / 1000),
    queryString: withStream(question.query, logs.stream),
  });
  try {
    const { queryId } = await withPatience(() => client.send(start), clock, deadline);
    if (!queryId) return { state: 'unknown', reason: 'StartQuery gave no query id' };
    return await poll(client, queryId, clock, deadline).catch(async (error) => {
      await stop(client, queryId);
      throw error;
    });
  } catch (error) {
    return { state: 'unknown', reason: `Logs Insights refused: ${wordsOf(error as Error, logs)}` };
  }
}

async function poll(client: CloudWatchLogsClient, queryId: string, clock: Clock, deadline: number): Promise<LogAnswer> {
  let wait = FIRST_WAIT_MS;
  for (;;) {
    await clock.sleep(wait);
    const result = await withPatience(() => client.send(new GetQueryResultsCommand({ queryId })), clock, deadline);
    const status = result.status ?? 'Unknown';
    if (status === 'Complete') {
      return { state: 'complete', rows: (result.results ?? []).map(rowOf), bytesScanned: result.statistics?.bytesScanned ?? 0 };
    }
    if (!WAITING.has(status)) return { state: 'unknown', reason: `the query ended as ${status}` };
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    if (clock.now() + wait > deadline) {
      await stop(client, queryId);
      return { state: 'unknown', reason: `the query was still ${status} after ${QUERY_DEADLINE_MS / 1000} s and was stopped` };
    }
  }
}

/** A group that is not there may be in another region. */
function wordsOf({ name, message }: Error, { group, region }: Group): string {
  const isMissing = name === 'ResourceNotFoundException' && region !== undefined;
  const where = isMissing ? `; ${group} was looked for in ${region}, by logs.region` : '';
  return `${name}: ${message}${where}`;
}

/** Best effort: a query that cannot be stopped ends by AWS's own limit. */
async function stop(client: CloudWatchLogsClient, queryId: string): Promise<void> {
  await client.send(new StopQueryCommand({ queryId })).catch(() => {});
}

/** Repeats a call that is to come later, and once one that was not answered: its connection may have died between two runs. */
async function withPatience<T>(call: () => Promise<T>, clock: Clock, deadline: number): Promise<T> {
  let unanswered = 0;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await call();
    } catch (error) {
      const { name } = error as Error;
      const again = LATER.has(name) || (UNANSWERED.has(name) && ++unanswered === 1);
      if (!again || clock.now() + wait > deadline) throw error;
      await clock.sleep(wait);
    }
  }
}

/** The query over one stream of its group alone. */
export function withStream(query: string, stream: string | undefined): string {
  return stream === undefined
    ? query
    : `filter @logStream = '${stream.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'\n| ${query}`;
}

function rowOf(fields: ResultField[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ field, value }) =>
      field === undefined || value === undefined || field === '@ptr' ? [] : [[field, value]],
    ),
  );
}
