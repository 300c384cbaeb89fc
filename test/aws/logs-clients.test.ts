import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { LogsService } from '../../insights/index.ts';
import { installClients } from './support/python.ts';

const run = promisify(execFile);
const START = Date.parse('2026-11-25T10:00:00Z');
/** In seconds. */
const [FROM, TO] = [START / 1000, START / 1000 + 60];

/** The query service as AWS's own clients meet it; the one for JavaScript is in test/insights/service.test.ts. */
describe('the query service answers', () => {
  const service = new LogsService(() => START + 60_000, 2000);
  let programs = '';
  let env: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    programs = await installClients(join(import.meta.dirname, '..', '..'));
    env = {
      PATH: process.env.PATH,
      // Nothing of whoever runs the tests is read.
      HOME: inject('scratch'),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: await service.start(),
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    service.put(
      'shop',
      's',
      ['{"level":"ERROR","ms":12}', '{"level":"INFO","ms":3}', '{"level":"ERROR","ms":30}'].map((message, i) => ({
        timestamp: START + i * 1000,
        message,
      })),
    );
  });
  afterAll(() => service.stop());

  test('boto3: a query to its end in pages, its errors by name, a hostile one as Timeout, events by a pattern', async () => {
    const { stdout } = await run(join(programs, 'python'), ['-c', SCRIPT, String(FROM), String(TO)], { env });
    expect(JSON.parse(stdout)).toEqual({
      rows: [
        [
          ['level', 'ERROR'],
          ['n', '2'],
          ['most', '30'],
        ],
        [
          ['level', 'INFO'],
          ['n', '1'],
          ['most', '3'],
        ],
      ],
      pages: 2,
      wrong: ['MalformedQueryException', 'ResourceNotFoundException', 'InvalidParameterException', 'InvalidParameterException'],
      place: [9, 15],
      hostile: 'Timeout',
      events: ['{"level":"ERROR","ms":12}', '{"level":"ERROR","ms":30}'],
    });
  });

  test('the AWS CLI: a query, its results, and the events of a pattern', async () => {
    const aws = async (...words: string[]) => {
      const { stdout } = await run(join(programs, 'aws'), ['logs', ...words, '--output', 'json'], { env });
      return JSON.parse(stdout);
    };
    const times = ['--start-time', String(FROM), '--end-time', String(TO)];
    const query = 'filter level = "ERROR" | stats count(*) as n';
    const { queryId } = await aws('start-query', '--log-group-name', 'shop', ...times, '--query-string', query);
    let answer = { status: 'Running', results: [] };
    while (answer.status === 'Running') answer = await aws('get-query-results', '--query-id', queryId);
    expect(answer).toMatchObject({ status: 'Complete', results: [[{ field: 'n', value: '2' }]] });
    const { events } = await aws('filter-log-events', '--log-group-name', 'shop', '--filter-pattern', 'INFO');
    expect(events).toMatchObject([{ logStreamName: 's', timestamp: START + 1000 }]);
    const wrong = aws('start-query', '--log-group-name', 'none', ...times, '--query-string', query);
    await expect(wrong).rejects.toThrow(/ResourceNotFoundException/);
  });
});

const SCRIPT = `
import boto3, json, sys
start, end = int(sys.argv[1]), int(sys.argv[2])
logs = boto3.client('logs')

def ended(query, **more):
    while True:
        answer = logs.get_query_results(queryId=query, **more)
        if answer['status'] not in ('Running', 'Scheduled'):
            return answer

def begin(text, **more):
    asked = {'logGroupName': 'shop', 'startTime': start, 'endTime': end, 'queryString': text}
    return logs.start_query(**{**asked, **more})['queryId']

query = begin('stats count(*) as n, max(ms) as most by level | sort n desc')
pages = [ended(query, maxItems=1)]
while pages[-1].get('nextToken'):
    pages.append(logs.get_query_results(queryId=query, maxItems=1, nextToken=pages[-1]['nextToken']))

wrong, place = [], []
for text, more in [
    ('fields a|fliter b', {}),
    ('fields a', {'logGroupName': 'none'}),
    ('fields a', {'logGroupNames': ['shop']}),
    ('fields a', {'startTime': start * 1000, 'endTime': end * 1000}),
]:
    try:
        begin(text, **more)
    except logs.exceptions.ClientError as error:
        wrong.append(error.response['Error']['Code'])
        if 'queryCompileError' in error.response:
            location = error.response['queryCompileError']['location']
            place = [location['startCharOffset'], location['endCharOffset']]

logs.put_log_events(logGroupName='slow', logStreamName='s', logEvents=[{'timestamp': start * 1000, 'message': 'a' * 40 + '!'}])
hostile = ended(begin('filter @message like /^(a+)+$/', logGroupName='slow'))['status']
found = logs.get_paginator('filter_log_events').paginate(logGroupName='shop', filterPattern='ERROR', PaginationConfig={'PageSize': 1})
print(json.dumps({
    'rows': [[[f['field'], f['value']] for f in row] for page in pages for row in page['results']],
    'pages': len(pages),
    'wrong': wrong,
    'place': place,
    'hostile': hostile,
    'events': [event['message'] for page in found for event in page['events']],
}))
`;
