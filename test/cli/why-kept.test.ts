import { readFileSync } from 'node:fs';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { deployedPast } from '../../cli/why/deployed.ts';
import { keptWhy } from '../../cli/why/kept.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import { SqliteStore } from '../../local/store/sqlite-store.ts';
import { type KeptPast, storedPast } from '../../local/view/kept-past.ts';
import { storedAlarms } from '../../local/view/stored-view.ts';
import { MemoryRecords } from '../support/fakes.ts';
import { stubForTest } from '../support/stub-client.ts';

import { type Answers, DAY, END, keptAnswers } from './kept-answers.ts';

let answers: Answers;
beforeAll(async () => {
  answers = await keptAnswers();
});

describe('what watch kept', () => {
  test('each minute names what was told in it, and decided again it is the same', () => {
    expect(answers.faults).toEqual({ minutes: 6, runs: expect.any(Number), faults: [] });
    expect(answers.faults.runs).toBeGreaterThan(5);
  });

  test('a run that told somebody, with its rule and what was sent', () => {
    expect(answers.json).toMatchObject({
      cause: { rule: 'stopped' },
      receivers: [{ receiver: 'email', told: ['changed'], whyNot: null }],
      messages: [{ receiver: 'email', subject: expect.stringContaining('[DOWN]'), failure: null }],
      notes: [],
    });
  });

  test('a run that told nobody, with the reason', () => {
    expect(answers.texts.known).toMatch(/^Nobody was told: it knows already: nothing is new\.\n/);
  });

  test('the metric behind an alarm is asked for in the store', () => {
    expect(answers.texts.queries).toContain(
      'endpoint health is down: sqlite3 -readonly here/replay/metrics.sqlite\n    select datetime(at_ms / 1000',
    );
  });

  test('before the first run, after the last, and a day later', () => {
    expect(answers.texts.before).toContain('The first run of the reporter that is kept is of 2026-11-25 17:46 UTC');
    expect(answers.texts.after).toMatch(/^Nobody was told: the monitor did not run\.\n/);
    expect(answers.texts.tomorrow).toContain('Values by 10 s are kept for three hours; 1 alarm that looks at them is shown');
    expect(answers.texts.tomorrow).toContain('Up, minimum by the minute: 0 is below 1');
  });
});

test('a run that was kept is told with all that it rested on', async () => {
  const run: KeptRun = JSON.parse(readFileSync('test/fixtures/state/kept-run.json', 'utf8'));
  const { config } = answers;
  const now = () => run.atMs + 60_000;
  const store = new SqliteStore(config.slug, ':memory:', now);
  await store.runs.keep(run);
  const seen = { up: 0, serverErrorPercent: 50, serverErrors: 9, newErrorKinds: 11 } as const;
  for (const [key, value] of Object.entries(seen))
    await store.put([{ key: key as keyof typeof seen, value, dimensions: key === 'up' ? { Endpoint: 'health' } : {} }], run.atMs);
  store.messages.add({ atMs: run.atMs, receiver: 'email', kind: 'changed', subject: '[DOWN] stopped', text: '', incident: 'i' });
  store.messages.add({
    atMs: run.atMs,
    receiver: 'slack',
    kind: 'changed',
    subject: '[DOWN] stopped',
    text: '',
    failure: 'HTTP 500',
  });
  const turn = {
    name: 'atlasml-replay-endpoint-down-health',
    atMs: run.atMs - 3,
    was: 'OK',
    became: 'ALARM',
    reason: '',
  } as const;
  store.alarms.save([], [turn, { ...turn, name: 'atlasml-replay-slow-health', became: 'INSUFFICIENT_DATA' }]);
  const past = storedPast(config, store, async () => []);
  const { text } = await keptWhy('why', { time: '17:50' }, past, now());
  await expect(`${text}\n`).toMatchFileSnapshot('../golden/why-kept.txt');
  store.close();
});

test('of a minute with two runs the one that told somebody, whatever failed after it', async () => {
  const { config, runs } = answers;
  const store = new SqliteStore(config.slug, ':memory:', () => END);
  const telling = runs.find(({ told }) => told.length > 0) as KeptRun;
  const failures = [{ receiver: 'slack', error: 'HTTP 500' }];
  await store.runs.keep(telling);
  await store.runs.keep({ ...telling, atMs: telling.atMs + 5_000, reason: 'unchanged', told: [], failures });
  const sentMs = Math.floor(telling.atMs / 60_000 + 1) * 60_000 + 2_000;
  await store.runs.keep({ ...telling, atMs: sentMs + 5_000, reason: 'unchanged', told: [] });
  store.messages.add({ atMs: sentMs, receiver: 'email', kind: 'changed', subject: '[DOWN] late', text: '', incident: 'i' });
  const past = storedPast(config, store, async () => []);
  const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  const first = await keptWhy('why-not', { time: minute(telling.atMs) }, past, END);
  expect(first.text).toMatch(/^Somebody was told: email \(/);
  const next = await keptWhy('why-not', { time: minute(sentMs) }, past, END);
  expect(next.text).toMatch(/^Somebody was told in that minute: email\. What was sent is below\.\n/);
  expect(next.json).toMatchObject({ whyNot: 'Somebody was told in that minute: email. What was sent is below.' });
  store.close();
});

test('a minute in which an incident began names the one in which it was found', async () => {
  const { config, runs } = answers;
  const store = new SqliteStore(config.slug, ':memory:', () => END);
  const opened = runs.find(({ reason }) => reason === 'opened') as KeptRun;
  const openedMs = opened.atMs - 60_000;
  const incidents = opened.state.incidents.map((i) => ({ ...i, openedMs }));
  await store.runs.keep({ ...opened, state: { ...opened.state, incidents } });
  const past = storedPast(config, store, async () => []);
  const { text } = await keptWhy('why', { time: new Date(openedMs).toISOString().slice(0, 16) }, past, END);
  const [began, found] = [openedMs, opened.atMs].map((ms) => new Date(ms).toISOString().slice(11, 19));
  expect(text).toContain(
    `\nAn incident began at ${began}, and was found at ${found}: Weaviate unreachable. Ask for that minute:`,
  );
  store.close();
});

test('a replay of the same log is alike', () => {
  expect(answers.check).toMatchObject({
    code: 0,
    json: { check: { alike: [{ here: { short: 'Weaviate unreachable' } }], otherwise: [], onlyHere: [], onlyThere: [] } },
  });
  expect(answers.check.text).toContain('1 alike, none otherwise, none only here, none only there.');
});

test('while all is well one run an hour stands for the minutes between', async () => {
  const { config, runs } = answers;
  const store = new SqliteStore(config.slug, ':memory:', () => END);
  const [run] = runs as [KeptRun];
  await store.runs.keep({ ...run, reason: 'quiet', alarms: [], told: [], state: { version: 0, incidents: [], notices: [] } });
  for (let s = 0; s < 1800; s += 60) await store.put([{ key: 'serverErrors', value: 9, dimensions: {} }], run.atMs + s * 1000);
  const past = storedPast(config, store, async () => storedAlarms(config, store, () => END));
  const { text } = await keptWhy('why-not', { time: '18:00' }, past, END + 3_600_000);
  expect(text).toContain('No alarm was on and no incident was open. Of such times one run an hour is kept');
  expect(text).toContain('ServerErrors, maximum of 1 min: 9 is not above 10');
  store.close();
});

test('who may read the table alone learns what it says, and that the rest could not be read', async () => {
  const { config, runs } = answers;
  const store = new SqliteStore(config.slug, ':memory:', () => END);
  for (const run of runs) await store.runs.keep(run);
  const denied = () => Promise.reject(new Error('not authorised'));
  const past = { ...storedPast(config, store, denied), metrics: { read: denied }, turns: denied };
  const told = await keptWhy('why', { time: '17:50' }, past, END);
  expect(told.json).toMatchObject({ cause: { rule: 'stopped' }, changes: [] });
  expect(told.text).toMatch(/The changes of alarms could not be read: not authorised\.\nThe values of alarms could not be read/);
  const quiet = await keptWhy('why-not', { time: '18:40' }, past, END + 3_600_000);
  expect(quiet.text).toContain('The reporter did not run: the last that is kept is the run of');
  expect(quiet.text).toContain('The alarms could not be read: not authorised.');
  store.close();
});

test('the deployed monitor is asked with the rights of whoever asks', async () => {
  const { config, runs, alarms } = answers;
  const records = new MemoryRecords();
  for (const run of runs) await runMemory(records).keep(run);
  const sent = [{ atMs: Date.parse(`${DAY}17:50:21Z`), receiver: 'slack', kind: 'changed' }];
  const incident = runs[0]?.state.incidents[0];
  if (incident) await stateStore(records, () => END).archive({ ...incident, resolvedMs: END, sent });
  const dynamo = stubForTest(DynamoDBClient);
  dynamo.on(QueryCommand).callsFake(async ({ TableName, ExpressionAttributeValues: v, ScanIndexForward, Limit }) => {
    expect(TableName).toBe('made-up-by-cloudformation');
    const found = await records.list(v[':kind'].S, {
      ...(v[':from'] && { fromId: v[':from'].S }),
      ...(v[':to'] && { toId: v[':to'].S }),
      newestFirst: ScanIndexForward === false,
      most: Limit,
    });
    return { Items: found.map(({ id, json }) => ({ id: { S: id }, json: { S: json } })) };
  });
  stubForTest(LambdaClient)
    .on(GetFunctionConfigurationCommand, { FunctionName: 'atlasml-replay-report-incident' })
    .resolves({ Environment: { Variables: { TABLE_NAME: 'made-up-by-cloudformation' } } });
  const cloudWatch = stubForTest(CloudWatchClient);
  cloudWatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: alarms.map((a) => ({
      AlarmName: a.name,
      StateValue: a.value,
      StateTransitionedTimestamp: new Date(a.sinceMs),
    })),
  });
  cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: GetMetricDataInput) => ({
    MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, Timestamps: [new Date(`${DAY}17:50:10Z`)], Values: [0] })),
  }));
  const turn = { oldState: { stateValue: 'OK' }, newState: { stateValue: 'ALARM', stateReason: 'crossed' } };
  cloudWatch
    .on(DescribeAlarmHistoryCommand)
    .resolvesOnce({ AlarmHistoryItems: [], NextToken: 'more' })
    .resolves({
      AlarmHistoryItems: [
        {
          AlarmName: 'atlasml-replay-endpoint-down-health',
          Timestamp: new Date(`${DAY}17:50:20Z`),
          HistoryData: JSON.stringify(turn),
        },
        { AlarmName: 'somebody-elses', Timestamp: new Date(`${DAY}17:50:20Z`), HistoryData: JSON.stringify(turn) },
      ],
    });
  const past: KeptPast = await deployedPast(config);
  const { text, json } = await keptWhy('why', { time: '17:50', alarm: 'endpoint-down-health', queries: true }, past, END);
  expect(json).toMatchObject({
    cause: { rule: 'stopped' },
    changes: [{ alarm: 'atlasml-replay-endpoint-down-health', was: 'OK', became: 'ALARM' }],
    messages: [{ receiver: 'slack', kind: 'changed', subject: null }],
  });
  expect(text).toContain('17:50:20  endpoint health is down: OK, then ALARM');
  expect(text).toContain('aws cloudwatch get-metric-statistics --namespace AtlasML/Monitor --metric-name Up');
});

test.each([
  [['why'], 'name a time: why 10:32'],
  [['why', '10:32', '--series', 'x'], '--series works only with a log file: why 10:32 FILE'],
  [['why', '10:32', 'atlasml.log', '--data', 'x'], '--data stands in the place of files'],
])('%j: told what is wrong', async (argv, sentence) => {
  const { text, code } = await main(argv, { environment: {} });
  expect(code).toBe(2);
  expect(text).toContain(sentence);
});
