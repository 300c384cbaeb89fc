import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricWidgetImageCommand,
  ListAlarmMuteRulesCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import { cloudWatchAlarmSource } from '../../../../functions/shared/aws/alarm-source.ts';
import { chartOf } from '../../../../functions/shared/aws/chart-source.ts';
import { cloudWatchMetricStore } from '../../../../functions/shared/aws/metric-store.ts';
import { parameterAges, parameterSecrets } from '../../../../functions/shared/aws/secrets.ts';
import { checkInUrl } from '../../../../functions/shared/aws/sentry.ts';
import { dynamoStateStore } from '../../../../functions/shared/aws/state-store.ts';
import { muteRuleSource } from '../../../../functions/shared/aws/window-source.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import type { Incident } from '../../../../functions/shared/incident/reporter-state.ts';
import { ConflictError } from '../../../../functions/shared/ports.ts';
import { type AlarmDefinition, alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import { StillClock } from '../../../support/fakes.ts';
import { stubClient } from '../../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const dynamo = stubClient(DynamoDBClient);
const ssm = stubClient(SSMClient);
beforeEach(() => [cloudWatch, dynamo, ssm].map((m) => m.reset()));

test('metrics go out in one call, each with its environment, the high-resolution ones as such', async () => {
  await cloudWatchMetricStore('production').put(
    [
      { key: 'up', value: 0, dimensions: { Endpoint: 'health' }, highResolution: true },
      { key: 'serverErrors', value: 3, dimensions: {} },
    ],
    0,
  );
  const calls = cloudWatch.commandCalls(PutMetricDataCommand);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.args[0].input.MetricData).toMatchObject([
    {
      MetricName: 'Up',
      StorageResolution: 1,
      Dimensions: [
        { Name: 'Environment', Value: 'production' },
        { Name: 'Endpoint', Value: 'health' },
      ],
    },
    { MetricName: 'ServerErrors', StorageResolution: 60, Dimensions: [{ Name: 'Environment', Value: 'production' }] },
  ]);
});

test('a series is read over all pages and comes in ascending time', async () => {
  const page = (minute: number, NextToken?: string) => ({
    MetricDataResults: [{ Id: 'm0', Timestamps: [new Date(minute * 60_000)], Values: [minute] }],
    NextToken,
  });
  cloudWatch.on(GetMetricDataCommand).resolvesOnce(page(2, 'more')).resolvesOnce(page(1));
  const request = { namespace: 'N', metric: 'm', dimensions: {}, statistic: 'Average', periodSeconds: 60, startMs: 0, endMs: 1 };
  expect(await cloudWatchMetricStore('p').read(request)).toEqual([
    { atMs: 60_000, value: 1 },
    { atMs: 120_000, value: 2 },
  ]);
});

test('alarms are asked for by name; one that CloudWatch does not know is left out, one without a state is unknown', async () => {
  const definitions = alarmsOf(resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] })).slice(0, 2);
  cloudWatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [{ AlarmName: definitions[0]?.name, StateTransitionedTimestamp: new Date(5) }, { AlarmName: 'somebody-elses' }],
  });
  const states = await cloudWatchAlarmSource(definitions).states();
  expect(states).toMatchObject([{ name: definitions[0]?.name, value: 'INSUFFICIENT_DATA', sinceMs: 5, reason: '' }]);
  expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input.AlarmNames).toEqual(definitions.map((d) => d.name));
});

test('state is saved only over the version that was loaded', async () => {
  const Items = [{ id: { S: 'reporter' }, version: { N: '4' }, json: { S: '{"version":4,"incidents":[]}' } }];
  dynamo.on(QueryCommand).resolves({ Items });
  const store = dynamoStateStore('table');
  const { state } = await store.load();
  expect(await store.save(state)).toEqual({ version: 5, incidents: [], notices: [] });
  expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
    ConditionExpression: 'attribute_not_exists(version) OR version = :expected',
    ExpressionAttributeValues: { ':expected': { N: '4' } },
  });
  dynamo.on(GetItemCommand).resolves({ Item: { writer: { S: 'another' }, version: { N: '5' } } });
  dynamo.on(PutItemCommand).rejects(Object.assign(new Error(), { name: 'ConditionalCheckFailedException' }));
  await expect(store.save(state)).rejects.toThrow(ConflictError);
});

test('a version that is no number keeps nobody from saving', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [{ id: { S: 'reporter' }, version: { S: 'x' }, json: { S: 'x' } }] });
  const store = dynamoStateStore('table');
  const { state, damaged } = await store.load();
  expect(damaged).toMatchObject([{ what: 'state', raw: 'x' }]);
  expect((await store.save(state)).version).toBe(1);
  expect(dynamo.commandCalls(PutItemCommand).at(-1)?.args[0].input).not.toHaveProperty('ConditionExpression');
});

test('a kind of error keeps the time it was first seen', async () => {
  dynamo.on(UpdateItemCommand).resolves({ Attributes: { firstSeenMs: { N: '5' } } });
  expect(await dynamoStateStore('table').firstSeen(['a'], 9)).toEqual(new Map([['a', 5]]));
  expect(dynamo.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
    Key: { kind: { S: 'error-kind' }, id: { S: 'a' } },
    UpdateExpression: 'SET firstSeenMs = if_not_exists(firstSeenMs, :now)',
    ExpressionAttributeValues: { ':now': { N: '9' } },
  });
});

test('an empty table is the empty state', async () => {
  dynamo.on(QueryCommand).resolves({});
  expect((await dynamoStateStore('table').load()).state).toEqual({ version: 0, incidents: [], notices: [] });
});

test('a secret is kept for five minutes, then read again, so that a rotated one is taken up', async () => {
  const clock = new StillClock();
  const secrets = parameterSecrets(clock);
  ssm
    .on(GetParameterCommand)
    .resolvesOnce({ Parameter: { Value: 'old' } })
    .resolves({ Parameter: { Value: 'new' } });
  expect([await secrets.read('/a'), await secrets.read('/a')]).toEqual(['old', 'old']);
  clock.at += 300_000;
  expect(await secrets.read('/a')).toBe('new');
});

test('a check-in goes to the address that Sentry documents for HTTP', () => {
  expect(checkInUrl('https://abc123@o1.ingest.sentry.example/42', 'check-logs', 'ok', 'production')).toBe(
    'https://o1.ingest.sentry.example/api/42/cron/check-logs/abc123/?status=ok&environment=production',
  );
});

test('ended incidents are kept by the time they began, for 400 days', async () => {
  dynamo.on(PutItemCommand).resolves({});
  const incident: Incident = {
    id: 'i1',
    openedMs: Date.parse('2026-11-25T10:00:00Z'),
    revision: 1,
    changes: [],
    members: [],
  };
  await dynamoStateStore('table').archive(incident);
  expect(dynamo.commandCalls(PutItemCommand).at(-1)?.args[0].input.Item).toEqual({
    kind: { S: 'incident' },
    id: { S: '2026-11-25T10:00:00.000Z i1' },
    json: { S: JSON.stringify(incident) },
    expires: { N: String(Date.parse('2027-12-30T10:00:00Z') / 1000) },
  });
});

/** A stored incident, as far as it is read here. */
const stored = (id: string) => ({ id: { S: id }, json: { S: JSON.stringify({ id, openedMs: 1.7e12, members: [] }) } });

test('the incidents that began last are asked for, the newest first', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [stored('new'), stored('old')] });
  expect((await dynamoStateStore('table').archived(2)).map((i) => i.id)).toEqual(['new', 'old']);
  expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ExpressionAttributeValues: { ':kind': { S: 'incident' }, ':from': { S: '1970-01-01T00:00:00.000Z' } },
    ScanIndexForward: false,
    Limit: 2,
  });
});

test('incidents since a time are read page by page, as a page ends at 1 MB', async () => {
  const LastEvaluatedKey = { kind: { S: 'incident' }, id: { S: '2026' } };
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [stored('c')], LastEvaluatedKey })
    .resolvesOnce({ Items: [stored('b')], LastEvaluatedKey })
    .resolves({ Items: [stored('a')] });
  expect((await dynamoStateStore('table').archived(9, Date.parse('2026-11-01T00:00:00Z'))).map((i) => i.id)).toEqual([
    'c',
    'b',
    'a',
  ]);
  expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input).toMatchObject({
    KeyConditionExpression: 'kind = :kind AND id >= :from',
    ExpressionAttributeValues: { ':from': { S: '2026-11-01T00:00:00.000Z' } },
    ExclusiveStartKey: LastEvaluatedKey,
    Limit: 8,
  });
});

test('the window that is open is the one whose mute rule is active; other people’s rules are none of ours', async () => {
  const arn = (rule: string) => ({ AlarmMuteRuleArn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:${rule}` });
  cloudWatch
    .on(ListAlarmMuteRulesCommand)
    .resolvesOnce({ AlarmMuteRuleSummaries: [arn('somebody-elses'), arn('atlasml-test-os-updates-0')] });
  const source = muteRuleSource('test', 'atlasml-test-server-errors');
  expect(await source.open()).toBe('os-updates');
  expect(cloudWatch.commandCalls(ListAlarmMuteRulesCommand)[0]?.args[0].input).toEqual({
    AlarmName: 'atlasml-test-server-errors',
    Statuses: ['ACTIVE'],
  });
  cloudWatch.on(ListAlarmMuteRulesCommand).resolves({});
  expect(await source.open()).toBeUndefined();
});

test('a chart shows what the alarm watches, with its threshold', async () => {
  const picture = new Uint8Array([1]);
  cloudWatch.on(GetMetricWidgetImageCommand).resolves({ MetricWidgetImage: picture });
  const definition = alarmsOf(resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] })).find(
    (a) => a.signal.id === 'slow',
  );
  expect(await chartOf(definition as AlarmDefinition, { startMs: 0, endMs: 60_000 })).toBe(picture);
  const { MetricWidget = '' } = cloudWatch.commandCalls(GetMetricWidgetImageCommand)[0]?.args[0].input ?? {};
  expect(JSON.parse(MetricWidget)).toMatchObject({
    title: 'endpoint health is slow',
    metrics: [['AtlasML/Monitor', 'ResponseTime', 'Environment', 'production', 'Endpoint', 'health', { stat: 'p90' }]],
    start: '1970-01-01T00:00:00.000Z',
    end: '1970-01-01T00:01:00.000Z',
    annotations: { horizontal: [{ value: 3, label: 'alarm > 3' }] },
  });
});

test('the age of a secret is asked for without decrypting it', async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { LastModifiedDate: new Date('2026-01-02T03:04:05Z') } });
  expect(await parameterAges().changedMs('/atlas/key')).toBe(Date.parse('2026-01-02T03:04:05Z'));
  expect(ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({ Name: '/atlas/key', WithDecryption: false });
});
