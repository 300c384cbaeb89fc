import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryError } from './language/errors.ts';
import { parseQuery } from './language/parser.ts';
import { type LogEvent, type QueryResult, runQuery } from './run/events.ts';

/** How the service answers the queries that are started from now on. */
export type Behaviour = 'complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'throttle' | 'never-ends';

interface RunningQuery {
  behaviour: Behaviour;
  polls: number;
  result: QueryResult;
}

/** An answer that the SDK turns into an error of that name. */
class ServiceError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * CloudWatch Logs' query API over our own engine, so that the real SDK client can be used with
 * AWS_ENDPOINT_URL_CLOUDWATCH_LOGS. Speaks the AWS JSON protocol: PutLogEvents, StartQuery, GetQueryResults, StopQuery.
 */
export class LogsService {
  behaviour: Behaviour = 'complete';
  readonly #groups = new Map<string, LogEvent[]>();
  readonly #queries = new Map<string, RunningQuery>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, json }) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
      });
    });
  }

  /** Starts on a free port and returns the URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  createGroup(name: string): void {
    this.#groups.set(name, []);
  }

  /** Forgets the events of every log group; the groups stay. */
  clear(): void {
    for (const group of this.#groups.keys()) this.#groups.set(group, []);
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; json: unknown }> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, never>;
      return { status: 200, json: this.#dispatch(action, input) };
    } catch (error) {
      const type =
        error instanceof ServiceError
          ? error.type
          : error instanceof QueryError
            ? 'MalformedQueryException'
            : 'InternalServerError';
      return { status: type === 'InternalServerError' ? 500 : 400, json: { __type: type, message: (error as Error).message } };
    }
  }

  #dispatch(action: string, input: Record<string, never>): unknown {
    if (action === 'PutLogEvents') return this.#put(input);
    if (action === 'StartQuery') return this.#startQuery(input);
    if (action === 'GetQueryResults') return this.#results(input);
    if (action === 'StopQuery') return { success: this.#queries.delete(String(input.queryId)) };
    throw new ServiceError('UnknownOperationException', `${action} is not served here`);
  }

  #put({
    logGroupName,
    logStreamName,
    logEvents,
  }: {
    logGroupName?: string;
    logStreamName?: string;
    logEvents?: LogEvent[];
  }): unknown {
    const group = logGroupName as string;
    const events = this.#groups.get(group) ?? [];
    for (const event of logEvents ?? []) events.push({ ...event, ...(logStreamName && { logStream: logStreamName }) });
    this.#groups.set(
      group,
      events.sort((a, b) => a.timestamp - b.timestamp),
    );
    return {};
  }

  #startQuery(input: { logGroupName?: string; queryString?: string; startTime?: number; endTime?: number }): unknown {
    if (this.behaviour === 'throttle') throw new ServiceError('LimitExceededException', 'too many concurrent queries');
    const events = this.#groups.get(input.logGroupName as string);
    if (!events) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    const queryString = parseQuery(input.queryString ?? '').text;
    // Both ends are included, and the end second covers its .999.
    const window = { startMs: (input.startTime ?? 0) * 1000, endMs: (input.endTime ?? 0) * 1000 + 999 };
    const queryId = randomUUID();
    this.#queries.set(queryId, { behaviour: this.behaviour, polls: 0, result: runQuery(queryString, events, window) });
    return { queryId };
  }

  /** The first answer is Running with some of the rows, as the service gives it. */
  #results({ queryId }: { queryId?: string }): unknown {
    const query = this.#queries.get(queryId ?? '');
    if (!query) throw new ServiceError('ResourceNotFoundException', 'there is no such query');
    const { rows, statistics } = query.result;
    query.polls++;
    const running = query.polls === 1 || query.behaviour === 'never-ends';
    const status = running ? 'Running' : query.behaviour === 'complete' ? 'Complete' : query.behaviour;
    const shown = status === 'Complete' ? rows : rows.slice(0, Math.floor(rows.length / 2));
    return { status, statistics, results: shown.map((row) => Object.entries(row).map(([field, value]) => ({ field, value }))) };
  }
}
