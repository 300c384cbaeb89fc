import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type LogEvent, runQuery } from '../../insights/index.ts';

/** A call of AWS as it arrived. */
export interface Call {
  api: string;
  /** Epoch ms. */
  atMs: number;
  bytes: number;
  body: string;
}

/** Answers what a calm monitor asks of AWS, at once, and keeps what was asked. */
export async function awsStandIn() {
  const calls: Call[] = [];
  const queries: StartedQuery[] = [];
  const server = createServer(async (request, response) => {
    const atMs = Date.now();
    const given = await buffer(request);
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(given) : given).toString();
    const api = apiOf(request, body);
    calls.push({ api, atMs, bytes: given.length, body });
    response.end(JSON.stringify(answerTo(api, body, queries)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => server.close().closeAllConnections(),
  };
}

/** "PutMetricData": most services are told it in a header, SNS in the body. */
function apiOf({ headers, method = '', url = '' }: IncomingMessage, body: string): string {
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  return String(headers['x-amz-target'] ?? action ?? `${method} ${url}`)
    .split('.')
    .at(-1) as string;
}

interface StartedQuery {
  queryString: string;
  /** Epoch s. */
  startTime: number;
  endTime: number;
}

/** What Docker's own health check makes AtlasML log, twice a minute. */
function calmLog(startMs: number, endMs: number): LogEvent[] {
  const events: LogEvent[] = [];
  for (let at = Math.ceil(startMs / 30_000) * 30_000; at < endMs; at += 30_000) {
    const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    events.push({ timestamp: at, message: `${time} - INFO - atlasml.app - GET /api/v1/health/` });
    events.push({ timestamp: at, message: 'INFO:     127.0.0.1:37766 - "GET /api/v1/health/ HTTP/1.1" 200 OK' });
  }
  return events;
}

/** By our own engine over a calm log. */
function resultsOf({ queryString, startTime, endTime }: StartedQuery): object {
  const window = { startMs: startTime * 1000, endMs: endTime * 1000 };
  const { rows, statistics } = runQuery(queryString, calmLog(window.startMs, window.endMs), window);
  const results = rows.map((row) => Object.entries(row).map(([field, value]) => ({ field, value })));
  return { status: 'Complete', results, statistics };
}

function answerTo(api: string, body: string, queries: StartedQuery[]): object {
  if (api === 'StartQuery') return { queryId: String(queries.push(JSON.parse(body)) - 1) };
  if (api === 'GetQueryResults') return resultsOf(queries[Number(JSON.parse(body).queryId)] as StartedQuery);
  if (api === 'DescribeAlarms') {
    const { AlarmNames = [] } = JSON.parse(body) as { AlarmNames?: string[] };
    return { MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, StateValue: 'OK', StateTransitionedTimestamp: 1 })) };
  }
  if (api === 'GetMetricData') {
    const { MetricDataQueries = [] } = JSON.parse(body) as { MetricDataQueries?: { Id: string }[] };
    const atS = Math.floor(Date.now() / 60_000) * 60;
    return {
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete', Timestamps: [atS], Values: [40] })),
    };
  }
  return {};
}
