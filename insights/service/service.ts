import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogEvent } from '../run/events.ts';
import { invalid, ServiceError } from './errors.ts';
import { type FilterInput, filterLogEvents } from './filter.ts';
import { LogGroups } from './groups.ts';
import { inputOf } from './input-types.ts';
import { LookupTables } from './lookup-tables.ts';
import { type Behaviour, Queries } from './queries.ts';
import type { StartQueryInput } from './start-query.ts';
import { Threads } from './threads.ts';

/**
 * CloudWatch Logs' reading side over our own engine, so that the real SDK client can be used with
 * AWS_ENDPOINT_URL_CLOUDWATCH_LOGS. Speaks the AWS JSON protocol: PutLogEvents, StartQuery, GetQueryResults, StopQuery,
 * DescribeQueries, FilterLogEvents, CreateLookupTable and DeleteLookupTable.
 */
export class LogsService {
  behaviour: Behaviour = 'complete';
  /** True refuses FilterLogEvents, as a service that is away. */
  isFilterAway = false;
  readonly #groups = new LogGroups();
  readonly #threads = new Threads();
  /** Those of patterns: thirty queries that compute for ever keep no pattern waiting. */
  readonly #patternThreads = new Threads();
  readonly #tables = new LookupTables();
  readonly #queries: Queries;
  readonly #server: Server;
  readonly #actions: Record<string, (input: never) => unknown>;

  /** @param timeLimitMs a query that computes longer ends as `Timeout`. */
  constructor(now: () => number = Date.now, timeLimitMs = 15_000) {
    this.#queries = new Queries(this.#groups, this.#tables, this.#threads, now, timeLimitMs);
    this.#actions = {
      PutLogEvents: (input: PutLogEventsInput) => {
        if (!input.logGroupName) throw invalid('logGroupName is required');
        this.#groups.put(input.logGroupName, input.logStreamName, input.logEvents ?? []);
        return {};
      },
      StartQuery: (input: StartQueryInput) => this.#queries.start(input, this.behaviour),
      GetQueryResults: (input: object) => this.#queries.results(input),
      StopQuery: (input: { queryId?: string }) => this.#queries.stop(input),
      DescribeQueries: (input: object) => this.#queries.describe(input),
      CreateLookupTable: (input: object) => this.#tables.create(input),
      DeleteLookupTable: (input: object) => this.#tables.delete(input),
      FilterLogEvents: (input: FilterInput) => {
        if (this.isFilterAway) throw new ServiceError('ServiceUnavailableException', 'The service is unavailable.');
        return filterLogEvents(this.#groups, this.#patternThreads, input, timeLimitMs);
      },
    };
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, json }) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
      });
    });
  }

  /** Starts on a free port, or on the one given, and returns the URL. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    const ended = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([ended, this.#threads.close(), this.#patternThreads.close()]);
  }

  createGroup(name: string): void {
    this.#groups.create(name);
  }

  /** Puts events into a group, without the way over the API. */
  put(group: string, stream: string, events: LogEvent[]): void {
    this.#groups.put(group, stream, events);
  }

  /** Forgets the events of every log group; the groups stay. */
  clear(): void {
    this.#groups.clear();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; json: unknown }> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const action = Object.hasOwn(this.#actions, name) ? this.#actions[name] : undefined;
      if (!action) throw new ServiceError('UnknownOperationException', `${name} is not served here`);
      return { status: 200, json: await action(inputOf(Buffer.concat(chunks).toString('utf8')) as never) };
    } catch (error) {
      if (error instanceof ServiceError)
        return { status: 400, json: { __type: error.type, message: error.message, ...error.more } };
      if (error instanceof SyntaxError)
        return { status: 400, json: { __type: 'SerializationException', message: error.message } };
      return { status: 500, json: { __type: 'InternalServerError', message: (error as Error).message } };
    }
  }
}

interface PutLogEventsInput {
  logGroupName: string;
  logStreamName?: string;
  logEvents?: LogEvent[];
}

export type { Behaviour } from './queries.ts';
