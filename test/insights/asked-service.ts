import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { LogsService } from '../../insights/index.ts';
import { AT } from './support.ts';

export const SECONDS = AT / 1000;

/** A service with four events in the group `g`, and the real SDK client, over HTTP, as AWS_ENDPOINT_URL_CLOUDWATCH_LOGS makes it. */
export function askedService() {
  const service = new LogsService(() => AT + 60_000);
  const asked = { service, client: undefined as unknown as CloudWatchLogsClient, endpoint: '' };
  beforeAll(async () => {
    asked.endpoint = await service.start();
    asked.client = new CloudWatchLogsClient({
      endpoint: asked.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    service.createGroup('g');
    service.put(
      'g',
      's1',
      [0, 1, 2, 3].map((i) => ({ timestamp: AT + i * 1000, message: `{"dur":${i === 1 ? 12 : 9},"n":${i}}` })),
    );
  });
  afterEach(() => {
    service.behaviour = 'complete';
  });
  return asked;
}

/** Starts queries of the group `g`, and waits for their rows. */
export function queriesOf(asked: { readonly client: CloudWatchLogsClient }) {
  const start = async (queryString: string, more: object = {}) => {
    const query = { logGroupName: 'g', startTime: SECONDS, endTime: SECONDS + 60, queryString, ...more };
    return (await asked.client.send(new StartQueryCommand(query))).queryId as string;
  };
  const poll = (queryId: string, page: object = {}) => asked.client.send(new GetQueryResultsCommand({ queryId, ...page }));
  /** The answer of a query that has ended. */
  const ended = async (queryId: string): Promise<GetQueryResultsCommandOutput> => {
    for (;;) {
      const answer = await poll(queryId);
      if (answer.status !== 'Running' && answer.status !== 'Scheduled') return answer;
    }
  };
  const rowsOf = async (queryString: string, more: object = {}) => objects(await ended(await start(queryString, more)));
  return { start, poll, ended, rowsOf };
}

/** The rows of an answer by the names of their fields. */
export const objects = ({ results = [] }: GetQueryResultsCommandOutput) =>
  results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
