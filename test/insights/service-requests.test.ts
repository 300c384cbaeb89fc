import { describe, expect, test } from 'vitest';
import { askedService, SECONDS } from './asked-service.ts';

const asked = askedService();

describe('what is wrong with a request is told, and is no fault of the service', () => {
  const call = async (action: string, body: unknown) => {
    const response = await fetch(asked.endpoint, {
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
