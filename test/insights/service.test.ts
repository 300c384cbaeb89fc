import {
  CloudWatchLogsClient,
  DescribeQueriesCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  PutLogEventsCommand,
  paginateFilterLogEvents,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LogsService } from '../../insights/index.ts';
import { caseOf, recorded } from '../support/corpus.ts';
import { AT } from './support.ts';

/** The real SDK client, over HTTP, as AWS_ENDPOINT_URL_CLOUDWATCH_LOGS makes it. */
const service = new LogsService(() => AT + 60_000);
let client: CloudWatchLogsClient;
let endpoint = '';
beforeAll(async () => {
  endpoint = await service.start();
  client = new CloudWatchLogsClient({
    endpoint,
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

const SECONDS = AT / 1000;
const start = async (queryString: string, more: object = {}) =>
  (
    await client.send(
      new StartQueryCommand({ logGroupName: 'g', startTime: SECONDS, endTime: SECONDS + 60, queryString, ...more }),
    )
  ).queryId as string;
const poll = (queryId: string) => client.send(new GetQueryResultsCommand({ queryId }));
const objects = ({ results = [] }: GetQueryResultsCommandOutput) =>
  results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));

describe('a query', () => {
  test('is running first, with some of the rows, then complete', async () => {
    const queryId = await start('fields n | sort n');
    expect(await poll(queryId)).toMatchObject({ status: 'Running', queryLanguage: 'CWLI' });
    const done = await poll(queryId);
    expect(done).toMatchObject({ status: 'Complete', statistics: { recordsMatched: 4, recordsScanned: 4 } });
    expect(objects(done).map(({ n }) => n)).toEqual(['0', '1', '2', '3']);
  });
  test('I36: every value is text, and rows of events have @ptr beside what was asked for', async () => {
    const { expected } = caseOf('I36');
    const queryId = await start('fields @message, dur | sort dur desc');
    await poll(queryId);
    const rows = objects(await poll(queryId));
    expect(Object.keys(rows[0] ?? {})).toEqual(['@message', 'dur', ...expected.hiddenColumns]);
    expect(rows[0]?.dur).toBe(String(expected.maxDur));
  });
  test('of stats has no @ptr', async () => {
    const queryId = await start('stats max(dur) as d');
    await poll(queryId);
    expect(objects(await poll(queryId))).toEqual([{ d: '12' }]);
  });
  test('covers the end second to its .999, takes a limit, and several groups by name or ARN', async () => {
    service.createGroup('h');
    service.put('h', 's', [{ timestamp: AT + 1999, message: 'late' }]);
    const queryId = await start('stats count(*) as c by @log', {
      logGroupName: undefined,
      logGroupIdentifiers: ['arn:aws:logs:us-east-1:123456789012:log-group:g:*', 'h'],
      endTime: SECONDS + 1,
      limit: 1,
    });
    await poll(queryId);
    expect(objects(await poll(queryId))).toEqual([{ '@log': '123456789012:g', c: '2' }]);
  });
  test('can be stopped while it runs, and not after', async () => {
    const queryId = await start('fields n');
    expect(await client.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
    expect(await poll(queryId)).toMatchObject({ status: 'Cancelled' });
    await expect(client.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
  test('is described', async () => {
    const queryId = await start('fields n');
    const { queries } = await client.send(new DescribeQueriesCommand({ logGroupName: 'g', status: 'Running' }));
    expect(queries?.[0]).toMatchObject({
      queryId,
      queryString: 'fields n',
      status: 'Running',
      logGroupName: 'g',
      createTime: SECONDS + 60,
    });
  });
});

describe('what is refused', () => {
  test('a wrong query, with the place that is wrong', async () => {
    await expect(start('fields a | fliter b')).rejects.toMatchObject({
      name: 'MalformedQueryException',
      queryCompileError: { location: { startCharOffset: 11, endCharOffset: 17 } },
    });
  });
  test.each([
    ['a group that is not there', { logGroupName: 'none' }, 'ResourceNotFoundException'],
    ['an end before the start', { endTime: SECONDS - 1 }, 'InvalidParameterException'],
    ['groups named in two ways', { logGroupNames: ['g'] }, 'InvalidParameterException'],
    ['another language', { queryLanguage: 'SQL' as const }, 'InvalidParameterException'],
    ['a query longer than 10,000 characters', { queryString: `fields ${'a'.repeat(10_000)}` }, 'InvalidParameterException'],
  ])('%s', async (_, more, name) => expect(start('fields n', more)).rejects.toMatchObject({ name }));
  test('a query that was never started', async () =>
    expect(poll('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' }));
});

describe('told to misbehave', () => {
  test.each(['Failed', 'Cancelled', 'Timeout', 'Unknown'] as const)('%s, with a part of the rows', async (behaviour) => {
    service.behaviour = behaviour;
    const queryId = await start('fields n');
    await poll(queryId);
    const ended = await poll(queryId);
    expect(ended.status).toBe(behaviour);
    expect(ended.results).toHaveLength(2);
  });
  test('a query that never ends', async () => {
    service.behaviour = 'never-ends';
    const queryId = await start('fields n');
    for (let i = 0; i < 5; i++) expect((await poll(queryId)).status).toBe('Running');
  });
  test('too many queries at once', async () => {
    service.behaviour = 'throttle';
    await expect(start('fields n')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
  test('throttled polls', async () => {
    service.behaviour = 'throttle-polls';
    const queryId = await start('fields n');
    for (let i = 0; i < 2; i++) await expect(poll(queryId)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect((await poll(queryId)).status).toBe('Running');
    expect((await poll(queryId)).status).toBe('Complete');
  });
});

describe('FilterLogEvents', () => {
  beforeEach(() => {
    service.put(
      'g',
      'other',
      ['ERROR a b', 'WARN a', 'INFO "x y"'].map((message, i) => ({ timestamp: AT + 100 + i, message })),
    );
  });
  const messages = async (input: object) => {
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: 'g', logStreamNames: ['other'], ...input }));
    return events?.map((e) => e.message);
  };
  test.each([
    ['', ['ERROR a b', 'WARN a', 'INFO "x y"']],
    ['ERROR', ['ERROR a b']],
    ['a b', ['ERROR a b']],
    ['?ERROR ?WARN', ['ERROR a b', 'WARN a']],
    ['a -WARN', ['ERROR a b']],
    ['"x y"', ['INFO "x y"']],
    ['%WA.N%', ['WARN a']],
  ])('the pattern %s', async (filterPattern, expected) => expect(await messages({ filterPattern })).toEqual(expected));
  test('both ends of the time are included', async () =>
    expect(await messages({ startTime: AT + 101, endTime: AT + 101 })).toEqual(['WARN a']));
  test('pages follow each other', async () => {
    const found = [];
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName: 'g', limit: 3 }))
      found.push(...(page.events ?? []));
    expect(found.map((e) => e.timestamp)).toEqual(found.map((e) => e.timestamp).toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(found).toHaveLength(7);
  });
  test('a pattern for JSON is refused', async () =>
    expect(messages({ filterPattern: '{ $.a = 1 }' })).rejects.toMatchObject({ name: 'InvalidParameterException' }));
});

test('what PutLogEvents puts can be asked for: a recorded log', async () => {
  const events = recorded('logs/openai-failing');
  await client.send(new PutLogEventsCommand({ logGroupName: 'recorded', logStreamName: 's', logEvents: events }));
  const queryId = await start('filter @message like / - ERROR - / | stats count(*) as n', {
    logGroupName: 'recorded',
    startTime: 0,
    endTime: 2_000_000_000,
  });
  await poll(queryId);
  expect(objects(await poll(queryId))).toEqual([{ n: String(events.filter((e) => / - ERROR - /.test(e.message)).length) }]);
});

describe('what is wrong with a request is told, and is no fault of the service', () => {
  const call = async (action: string, body: unknown) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': `Logs_20140328.${action}`, 'content-type': 'application/x-amz-json-1.1' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, type: ((await response.json()) as { __type: string }).__type };
  };
  const query = { logGroupName: 'g', startTime: SECONDS, endTime: SECONDS + 60, queryString: 'fields n' };
  test.each([
    ['StartQuery', { ...query, queryString: 5 }],
    ['StartQuery', { ...query, startTime: 'now' }],
    ['StartQuery', { ...query, startTime: 1.5 }],
    ['StartQuery', { ...query, logGroupName: ['g'] }],
    ['StartQuery', { ...query, logGroupName: null, logGroupNames: 'g' }],
    ['StartQuery', { ...query, limit: '5' }],
    ['StartQuery', []],
    ['StartQuery', 'null'],
    ['StartQuery', '{'],
    ['GetQueryResults', { queryId: {} }],
    ['FilterLogEvents', { logGroupName: 'g', logStreamNames: [1] }],
    ['FilterLogEvents', { logGroupName: 'g', filterPattern: {} }],
    ['PutLogEvents', { logGroupName: 'g', logEvents: [{ timestamp: 'x', message: 'm' }] }],
    ['DescribeQueries', { maxResults: 'x' }],
  ])('%s of %j', async (action, body) => {
    expect(await call(action, body)).toEqual({ status: 400, type: 'SerializationException' });
  });
  // …/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html and API_StartQuery.html
  test.each([
    ['FilterLogEvents', { logGroupName: 'g', logStreamNames: ['s1'], logStreamNamePrefix: 's' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupName: 'g', logGroupIdentifier: 'g' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupName: 'unknown' }, 'ResourceNotFoundException'],
    ['PutLogEvents', {}, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupNames: ['g'] }, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupName: 'unknown' }, 'ResourceNotFoundException'],
    ['StartQuery', { ...query, limit: 100_001 }, 'InvalidParameterException'],
  ])('%s of %j is %s', async (action, body, type) => {
    expect(await call(action, body)).toEqual({ status: 400, type });
  });
});

test('a group that is named twice is read once', async () => {
  const queryId = await start('stats count(*) as n', { logGroupName: undefined, logGroupNames: ['g', 'g'] });
  await poll(queryId);
  expect(objects(await poll(queryId))).toEqual([{ n: '4' }]);
});

describe('an expression that computes for ever', () => {
  const hasty = new LogsService(() => AT + 60_000, 50);
  let url = '';
  beforeAll(async () => {
    url = await hasty.start();
    hasty.put('slow', 's', [{ timestamp: AT, message: `${'a'.repeat(40)}!` }]);
  });
  afterAll(() => hasty.stop());
  const send = async (action: string, body: object) => {
    const headers = { 'x-amz-target': `Logs_20140328.${action}` };
    return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Record<string, unknown>;
  };
  test('ends its query as Timeout, and the next one is answered', async () => {
    const asked = { logGroupName: 'slow', startTime: SECONDS, endTime: SECONDS + 60 };
    const { queryId } = await send('StartQuery', { ...asked, queryString: 'filter @message like /^(a+)+$/' });
    expect(await send('GetQueryResults', { queryId })).toMatchObject({ status: 'Running' });
    expect(await send('GetQueryResults', { queryId })).toMatchObject({ status: 'Timeout', results: [] });
    const next = await send('StartQuery', { ...asked, queryString: 'stats count(*) as n' });
    await send('GetQueryResults', { queryId: next.queryId });
    expect(await send('GetQueryResults', { queryId: next.queryId })).toMatchObject({ status: 'Complete' });
  });
  test('is refused as a filter pattern', async () => {
    const answer = await send('FilterLogEvents', { logGroupName: 'slow', filterPattern: '%^(a+)+$%' });
    expect(answer).toMatchObject({ __type: 'InvalidParameterException', message: 'the filter pattern computes for too long' });
  });
});
