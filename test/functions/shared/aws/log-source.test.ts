import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, test } from 'vitest';
import { insightsLogSource, QUERY_DEADLINE_MS } from '../../../../functions/shared/aws/log-source.ts';
import { LogsService } from '../../../../insights/index.ts';
import { caseOf } from '../../../support/corpus.ts';
import { StillClock } from '../../../support/fakes.ts';
import { stubClient } from '../../../support/stub-client.ts';

const sdk = stubClient(CloudWatchLogsClient);
const LOGS = { group: 'atlasml', region: 'us-east-1' };
const QUESTION = { query: 'stats count(*) as n', startMs: 1_000_000_000_000, endMs: 1_000_000_299_999 };

let clock: StillClock;
beforeEach(() => {
  sdk.reset();
  clock = new StillClock();
  sdk.on(StartQueryCommand).resolves({ queryId: 'q' });
  sdk.on(StopQueryCommand).resolves({ success: true });
});
const ask = (logs: Parameters<typeof insightsLogSource>[0] = LOGS) =>
  insightsLogSource(logs, clock, new CloudWatchLogsClient({ region: 'us-east-1' })).query(QUESTION);
const row = (n: string) => [
  [
    { field: 'n', value: n },
    { field: '@ptr', value: 'x' },
  ],
];
const failure = (name: string) => Object.assign(new Error('later'), { name });

test('the window is sent in epoch seconds, both ends included', async () => {
  sdk.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: row('0') });
  await ask();
  expect(sdk.commandCalls(StartQueryCommand)[0]?.args[0].input).toMatchObject({
    logGroupName: 'atlasml',
    startTime: 1_000_000_000,
    endTime: 1_000_000_299,
  });
});

test('a configured stream is a filter before everything else, with its quotes escaped', async () => {
  sdk.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: [] });
  await ask({ ...LOGS, stream: "prod'uction" });
  expect(sdk.commandCalls(StartQueryCommand)[0]?.args[0].input.queryString).toBe(
    "filter @logStream = 'prod\\'uction'\n| stats count(*) as n",
  );
});

test('T08b: the partial rows of a running query are never used', async () => {
  const { input, expected } = caseOf('T08b');
  const polls = sdk.on(GetQueryResultsCommand);
  for (const poll of input.polls) polls.resolvesOnce(poll);
  const answer = await ask();
  expect(answer).toMatchObject({ state: 'complete', rows: [{ n: String(expected.value) }] });
  expect(sdk.commandCalls(GetQueryResultsCommand)).toHaveLength(expected.polls);
});

test('@ptr is left out', async () => {
  sdk.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: row('3') });
  expect(await ask()).toMatchObject({ rows: [{ n: '3' }] });
});

describe('T08: every state but Complete is unknown with its reason', () => {
  test.each(['Failed', 'Cancelled', 'Timeout', 'Unknown'])('%s', async (status) => {
    sdk.on(GetQueryResultsCommand).resolves({ status: status as never, results: [] });
    expect(await ask()).toEqual({ state: 'unknown', reason: `the query ended as ${status}` });
  });

  test.each(['Running', 'Scheduled'])('%s for ever is stopped at the deadline', async (status) => {
    sdk.on(GetQueryResultsCommand).resolves({ status: status as never, results: row('9') });
    const started = clock.at;
    expect(await ask()).toEqual({ state: 'unknown', reason: `the query was still ${status} after 40 s and was stopped` });
    expect(clock.at - started).toBeLessThanOrEqual(QUERY_DEADLINE_MS);
    expect(sdk.commandCalls(StopQueryCommand)).toHaveLength(1);
  });
});

describe('T09: throttling', () => {
  test('is waited out with growing pauses', async () => {
    sdk
      .on(StartQueryCommand)
      .rejectsOnce(failure('LimitExceededException'))
      .rejectsOnce(failure('ThrottlingException'))
      .resolves({ queryId: 'q' });
    sdk.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: row('1') });
    expect(await ask()).toMatchObject({ state: 'complete' });
    expect(sdk.commandCalls(StartQueryCommand)).toHaveLength(caseOf('T09').expected.first.attempts);
    expect(clock.slept.slice(0, 2)).toEqual([500, 1000]);
  });

  test('for ever is unknown', async () => {
    sdk.on(StartQueryCommand).rejects(failure('LimitExceededException'));
    expect(await ask()).toEqual({ state: 'unknown', reason: 'Logs Insights refused: LimitExceededException: later' });
  });

  test('of the polls for ever is unknown, and the query is stopped', async () => {
    sdk.on(GetQueryResultsCommand).rejects(failure('ThrottlingException'));
    expect(await ask()).toEqual({ state: 'unknown', reason: 'Logs Insights refused: ThrottlingException: later' });
    expect(sdk.commandCalls(StopQueryCommand)).toHaveLength(1);
  });

  test('an error that waiting does not help is told at once', async () => {
    sdk.on(StartQueryCommand).rejects(failure('ResourceNotFoundException'));
    const reason = expect.stringMatching(
      /ResourceNotFoundException: later; .+ was looked for in [a-z]+-[a-z]+-\d, by logs\.region$/,
    );
    expect(await ask()).toMatchObject({ state: 'unknown', reason });
    expect(sdk.commandCalls(StartQueryCommand)).toHaveLength(1);
  });
});

describe('a call that is not answered', () => {
  test.each(['TimeoutError', 'TimeLimitError'])('is repeated once: its connection may have died (%s)', async (name) => {
    sdk.on(StartQueryCommand).rejectsOnce(failure(name)).resolves({ queryId: 'q' });
    sdk
      .on(GetQueryResultsCommand)
      .rejectsOnce(failure(name))
      .resolves({ status: 'Complete', results: row('1') });
    expect(await ask()).toMatchObject({ state: 'complete', rows: [{ n: '1' }] });
  });

  test('twice is unknown', async () => {
    sdk.on(StartQueryCommand).rejects(failure('TimeoutError'));
    expect(await ask()).toEqual({ state: 'unknown', reason: 'Logs Insights refused: TimeoutError: later' });
    expect(sdk.commandCalls(StartQueryCommand)).toHaveLength(2);
  });
});

test('lines: an empty page is not the end as long as it names a next one (API reference of FilterLogEvents)', async () => {
  const event = (timestamp: number) => ({ timestamp, message: 'x', logStreamName: 's' });
  sdk
    .on(FilterLogEventsCommand)
    .resolvesOnce({ events: [], nextToken: '1' })
    .resolvesOnce({ events: [event(1)], nextToken: '2' })
    .resolves({ events: [event(2)] });
  const { startMs, endMs } = QUESTION;
  expect(await insightsLogSource(LOGS, clock).lines({ startMs, endMs })).toEqual({
    state: 'complete',
    lines: [1, 2].map((atMs) => ({ atMs, message: 'x', stream: 's' })),
  });
  expect(sdk.commandCalls(FilterLogEventsCommand).map((call) => call.args[0].input.nextToken)).toEqual([undefined, '1', '2']);
});

test('the real SDK client speaks to our own engine', async () => {
  sdk.restore();
  const service = new LogsService();
  const endpoint = await service.start();
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const { PutLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const logEvents = [0, 299_999, 300_000].map((ms) => ({ timestamp: QUESTION.startMs + ms, message: 'x' }));
  await client.send(new PutLogEventsCommand({ logGroupName: 'atlasml', logStreamName: 's', logEvents }));
  expect(await insightsLogSource(LOGS, clock, client).query(QUESTION)).toMatchObject({ state: 'complete', rows: [{ n: '2' }] });
  const { startMs } = QUESTION;
  expect(await insightsLogSource(LOGS, clock, client).lines({ startMs, endMs: startMs + 299_999 })).toEqual({
    state: 'complete',
    lines: [0, 299_999].map((ms) => ({ atMs: startMs + ms, message: 'x', stream: 's' })),
  });
  expect(await insightsLogSource({ ...LOGS, stream: 'other' }, clock, client).lines({ startMs, endMs: startMs })).toEqual({
    state: 'complete',
    lines: [],
  });
  expect(await insightsLogSource({ ...LOGS, group: 'none' }, clock, client).lines({ startMs, endMs: startMs })).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('ResourceNotFoundException'),
  });
  const troubles = {
    throttle: 'LimitExceededException',
    Failed: 'Failed',
    Timeout: 'Timeout',
    Cancelled: 'Cancelled',
    Unknown: 'Unknown',
  } as const;
  for (const [behaviour, reason] of Object.entries(troubles)) {
    service.behaviour = behaviour as keyof typeof troubles;
    const answer = await insightsLogSource(LOGS, clock, client).query(QUESTION);
    expect(answer).toMatchObject({ state: 'unknown', reason: expect.stringContaining(reason) });
  }
  service.behaviour = 'throttle-polls';
  expect(await insightsLogSource(LOGS, clock, client).query(QUESTION)).toMatchObject({ state: 'complete', rows: [{ n: '2' }] });
  service.behaviour = 'never-ends';
  expect(await insightsLogSource(LOGS, clock, client).query(QUESTION)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('still Running'),
  });
  await service.stop();
});
