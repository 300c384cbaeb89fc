import {
  CloudWatchLogsClient,
  CreateLookupTableCommand,
  DeleteLookupTableCommand,
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
const poll = (queryId: string, page: object = {}) => client.send(new GetQueryResultsCommand({ queryId, ...page }));
/** The answer of a query that has ended. */
async function ended(queryId: string): Promise<GetQueryResultsCommandOutput> {
  for (;;) {
    const answer = await poll(queryId);
    if (answer.status !== 'Running' && answer.status !== 'Scheduled') return answer;
  }
}
const rowsOf = async (queryString: string, more: object = {}) => objects(await ended(await start(queryString, more)));
const objects = ({ results = [] }: GetQueryResultsCommandOutput) =>
  results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));

describe('a query', () => {
  test('is running first, with some of the rows, then complete', async () => {
    const queryId = await start('fields n | sort n');
    expect(await poll(queryId)).toMatchObject({ status: 'Running', queryLanguage: 'CWLI' });
    const done = await ended(queryId);
    expect(done).toMatchObject({ status: 'Complete', statistics: { recordsMatched: 4, recordsScanned: 4 } });
    expect(objects(done).map(({ n }) => n)).toEqual(['0', '1', '2', '3']);
  });
  test('I36: every value is text, and rows of events have @ptr beside what was asked for', async () => {
    const { expected } = caseOf('I36');
    const rows = await rowsOf('fields @message, dur | sort dur desc');
    expect(Object.keys(rows[0] ?? {})).toEqual(['@message', 'dur', ...expected.hiddenColumns]);
    expect(rows[0]?.dur).toBe(String(expected.maxDur));
  });
  test('of stats has no @ptr', async () => {
    expect(await rowsOf('stats max(dur) as d')).toEqual([{ d: '12' }]);
  });
  test('covers the end second to its .999, takes a limit, and several groups by name or ARN', async () => {
    service.createGroup('h');
    service.put('h', 's', [{ timestamp: AT + 1999, message: 'late' }]);
    const asked = { logGroupName: undefined, endTime: SECONDS + 1, limit: 1 };
    const logGroupIdentifiers = ['arn:aws:logs:us-east-1:123456789012:log-group:g:*', 'h'];
    expect(await rowsOf('stats count(*) as c by @log', { ...asked, logGroupIdentifiers })).toEqual([
      { '@log': '123456789012:g', c: '2' },
    ]);
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
    const answer = await ended(queryId);
    expect(answer.status).toBe(behaviour);
    expect(answer.results).toHaveLength(2);
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
    expect((await ended(queryId)).status).toBe('Complete');
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
  const asked = { logGroupName: 'recorded', startTime: 0, endTime: 2_000_000_000 };
  expect(await rowsOf('filter @message like / - ERROR - / | stats count(*) as n', asked)).toEqual([
    { n: String(events.filter((e) => / - ERROR - /.test(e.message)).length) },
  ]);
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
  // …/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html, API_StartQuery.html and API_GetQueryResults.html
  const nameless = { ...query, logGroupName: undefined };
  const seconds = { startTime: SECONDS * 1000, endTime: (SECONDS + 60) * 1000 };
  test.each([
    ['FilterLogEvents', { logGroupName: 'g', logStreamNames: ['s1'], logStreamNamePrefix: 's' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupName: 'g', logGroupIdentifier: 'g' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupName: 'g', nextToken: 'x' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupName: 'unknown' }, 'ResourceNotFoundException'],
    ['PutLogEvents', {}, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupNames: ['g'] }, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupIdentifiers: ['g'] }, 'InvalidParameterException'],
    ['StartQuery', nameless, 'InvalidParameterException'],
    ['StartQuery', { ...nameless, logGroupNames: [] }, 'InvalidParameterException'],
    ['StartQuery', { ...nameless, logGroupNames: Array(51).fill('g') }, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupName: '' }, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupName: 'a b' }, 'InvalidParameterException'],
    ['StartQuery', { ...query, logGroupName: 'unknown' }, 'ResourceNotFoundException'],
    ['StartQuery', { ...nameless, logGroupNames: ['g', 'unknown'] }, 'ResourceNotFoundException'],
    ['StartQuery', { ...query, queryString: undefined }, 'InvalidParameterException'],
    ['StartQuery', { ...query, queryString: 'SOURCE logGroups() | fields n' }, 'InvalidParameterException'],
    ['StartQuery', { ...query, startTime: -1 }, 'InvalidParameterException'],
    ['StartQuery', { ...query, ...seconds }, 'InvalidParameterException'],
    ['StartQuery', { ...query, limit: 0 }, 'InvalidParameterException'],
    ['StartQuery', { ...query, limit: 100_001 }, 'InvalidParameterException'],
    ['CreateLookupTable', { lookupTableName: 'a-b', tableBody: 'a\n1' }, 'InvalidParameterException'],
    ['CreateLookupTable', { lookupTableName: 'a', tableBody: 'a\n1,2' }, 'InvalidParameterException'],
    ['CreateLookupTable', { lookupTableName: 'a', tableBody: 'a,a\n1' }, 'InvalidParameterException'],
    ['CreateLookupTable', { lookupTableName: 'a', tableBody: 'a\n"1' }, 'InvalidParameterException'],
    ['CreateLookupTable', { lookupTableName: 'a', tableBody: '' }, 'InvalidParameterException'],
    ['GetQueryResults', {}, 'ResourceNotFoundException'],
    ['StopQuery', { queryId: 'x' }, 'ResourceNotFoundException'],
    ['DescribeQueries', { maxResults: 0 }, 'InvalidParameterException'],
    ['DescribeQueries', { nextToken: 'x' }, 'InvalidParameterException'],
  ])('%s of %j is %s', async (action, body, type) => {
    expect(await call(action, body)).toEqual({ status: 400, type });
  });
});

test('a group that is named twice is read once', async () => {
  const named = { logGroupName: undefined, logGroupNames: ['g', 'g'] };
  expect(await rowsOf('stats count(*) as n', named)).toEqual([{ n: '4' }]);
});

test('SOURCE chooses the groups where the request names none', async () => {
  service.createGroup('g-2');
  service.put('g-2', 's', [{ timestamp: AT, message: 'x' }]);
  const query = 'SOURCE logGroups(namePrefix: ["g"]) | stats count(*) as c by @log | sort @log';
  expect((await rowsOf(query, { logGroupName: undefined })).filter((row) => /:g(-2)?$/.test(row['@log'] ?? ''))).toEqual([
    { '@log': '123456789012:g', c: '4' },
    { '@log': '123456789012:g-2', c: '1' },
  ]);
});

test('a lookup table that was made is looked into, and one that was deleted is not', async () => {
  const table = { lookupTableName: 'names', tableBody: 'n,word\n1,one\n2,"two, or ""2"""\n' };
  const { lookupTableArn } = await client.send(new CreateLookupTableCommand(table));
  await expect(client.send(new CreateLookupTableCommand(table))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  const query = 'lookup names n as n OUTPUT word | filter ispresent(word) | stats count(*) as c by word | sort word';
  expect(await rowsOf(query)).toEqual([
    { word: 'one', c: '1' },
    { word: 'two, or "2"', c: '1' },
  ]);
  await client.send(new DeleteLookupTableCommand({ lookupTableArn }));
  await expect(start(query)).rejects.toMatchObject({ name: 'MalformedQueryException' });
});

test('a subquery reads the group that its SOURCE names, which must be there', async () => {
  service.createGroup('other');
  service.put('other', 's', [{ timestamp: AT, message: '{"n":2}' }]);
  expect(await rowsOf('filter n in (SOURCE "other" | fields n) | fields dur, n | display n')).toEqual([
    expect.objectContaining({ n: '2' }),
  ]);
  const unknown = start('filter n in (SOURCE "unknown" | fields n)');
  await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('more rows than an answer holds', () => {
  const COUNT = 10_005;
  beforeAll(() => {
    service.createGroup('long');
    service.put(
      'long',
      's',
      Array.from({ length: COUNT }, (_, i) => ({ timestamp: AT + i, message: String(i) })),
    );
  });
  const long = { logGroupName: 'long' };
  test('come in pages of 10,000, when the request asks for more', async () => {
    const queryId = await start('fields @message | sort @timestamp', { ...long, limit: 20_000 });
    const first = await ended(queryId);
    expect(first.results).toHaveLength(10_000);
    const second = await poll(queryId, { nextToken: first.nextToken });
    expect(objects(second).map((row) => row['@message'])).toEqual(['10000', '10001', '10002', '10003', '10004']);
    expect(second.nextToken).toBeUndefined();
    const other = await start('fields @message', long);
    await expect(poll(other, { nextToken: first.nextToken })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
  test('are 10,000 when nothing asks for more, and as many as the smaller limit says', async () => {
    const answer = await ended(await start('fields @message', long));
    expect(answer.statistics?.recordsMatched).toBe(COUNT);
    expect(answer.nextToken).toBeUndefined();
    expect(answer.results).toHaveLength(10_000);
    expect(await rowsOf('fields @message | limit 7', { ...long, limit: 20_000 })).toHaveLength(7);
    expect(await rowsOf('fields @message | limit 20000', { ...long, limit: 6 })).toHaveLength(6);
  });
  test('come in pages of the size asked for', async () => {
    const queryId = await start('stats count(*) as n by @message % 5 as k | sort k', long);
    await ended(queryId);
    const pages = [];
    for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
      const page = await poll(queryId, { maxItems: 2, nextToken });
      pages.push(objects(page).map(({ k }) => k));
      nextToken = page.nextToken;
    }
    expect(pages).toEqual([['0', '1'], ['2', '3'], ['4']]);
    for (const maxItems of [0, 10_001])
      await expect(poll(queryId, { maxItems })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('an expression that computes for ever', () => {
  const hasty = new LogsService(() => AT + 60_000, 1000);
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
  const asked = { logGroupName: 'slow', startTime: SECONDS, endTime: SECONDS + 60 };
  const begin = async (queryString: string) => ({ queryId: (await send('StartQuery', { ...asked, queryString })).queryId });
  const end = async (query: object) => {
    for (;;) {
      const answer = await send('GetQueryResults', query);
      if (answer.status !== 'Running' && answer.status !== 'Scheduled') return answer;
    }
  };
  const hostile = 'filter @message like /^(a+)+$/';
  const order: string[] = [];
  const told = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    order.push(name);
    return result;
  };

  test('keeps nobody else waiting, and ends its own query as Timeout', async () => {
    const [slow, pattern] = [
      told('slow query', begin(hostile).then(end)),
      told('slow pattern', send('FilterLogEvents', { logGroupName: 'slow', filterPattern: '%^(a+)+$%' })),
    ];
    const others = Promise.all([
      told('plain pattern', send('FilterLogEvents', { logGroupName: 'slow', filterPattern: 'aaa' })),
      told('described', send('DescribeQueries', {})),
    ]);
    expect((await others)[0].events).toHaveLength(1);
    expect(await slow).toMatchObject({ status: 'Timeout', results: [] });
    expect(await pattern).toMatchObject({
      __type: 'InvalidParameterException',
      message: 'the filter pattern computes for too long',
    });
    expect(order.slice(0, 2).toSorted()).toEqual(['described', 'plain pattern']);
    expect(await end(await begin('stats count(*) as n'))).toMatchObject({ status: 'Complete' });
  });

  test('is given up when its query is stopped', async () => {
    const query = await begin(hostile);
    expect(await send('StopQuery', query)).toEqual({ success: true });
    expect(await end(query)).toMatchObject({ status: 'Cancelled' });
    expect(await end(await begin('stats count(*) as n'))).toMatchObject({ status: 'Complete' });
  });
});
