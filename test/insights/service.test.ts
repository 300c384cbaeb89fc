import {
  CreateLookupTableCommand,
  DeleteLookupTableCommand,
  DescribeQueriesCommand,
  PutLogEventsCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { caseOf, recorded } from '../support/corpus.ts';
import { askedService, objects, queriesOf, SECONDS } from './asked-service.ts';
import { AT } from './support.ts';

const asked = askedService();
const { service } = asked;
const { start, poll, ended, rowsOf } = queriesOf(asked);

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
    const more = { logGroupName: undefined, endTime: SECONDS + 1, limit: 1 };
    const logGroupIdentifiers = ['arn:aws:logs:us-east-1:123456789012:log-group:g:*', 'h'];
    expect(await rowsOf('stats count(*) as c by @log', { ...more, logGroupIdentifiers })).toEqual([
      { '@log': '123456789012:g', c: '2' },
    ]);
  });
  test('can be stopped while it runs, and not after', async () => {
    const queryId = await start('fields n');
    expect(await asked.client.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
    expect(await poll(queryId)).toMatchObject({ status: 'Cancelled' });
    await expect(asked.client.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
  test('is described', async () => {
    const queryId = await start('fields n');
    const { queries } = await asked.client.send(new DescribeQueriesCommand({ logGroupName: 'g', status: 'Running' }));
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

test('what PutLogEvents puts can be asked for: a recorded log', async () => {
  const events = recorded('logs/openai-failing');
  await asked.client.send(new PutLogEventsCommand({ logGroupName: 'recorded', logStreamName: 's', logEvents: events }));
  const more = { logGroupName: 'recorded', startTime: 0, endTime: 2_000_000_000 };
  expect(await rowsOf('filter @message like / - ERROR - / | stats count(*) as n', more)).toEqual([
    { n: String(events.filter((e) => / - ERROR - /.test(e.message)).length) },
  ]);
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
  const { lookupTableArn } = await asked.client.send(new CreateLookupTableCommand(table));
  await expect(asked.client.send(new CreateLookupTableCommand(table))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  const query = 'lookup names n as n OUTPUT word | filter ispresent(word) | stats count(*) as c by word | sort word';
  expect(await rowsOf(query)).toEqual([
    { word: 'one', c: '1' },
    { word: 'two, or "2"', c: '1' },
  ]);
  await asked.client.send(new DeleteLookupTableCommand({ lookupTableArn }));
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
