import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataInput,
  ListAlarmMuteRulesCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { cloudWatchAlarmSource } from '../../../../functions/shared/aws/alarm-source.ts';
import { cloudWatchMetricStore } from '../../../../functions/shared/aws/metric-store.ts';
import { dynamoRecordStore } from '../../../../functions/shared/aws/record-store.ts';
import { muteRuleSource } from '../../../../functions/shared/aws/window-source.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import type { Metric } from '../../../../functions/shared/signals/metrics.ts';
import { stubClient } from '../../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const dynamo = stubClient(DynamoDBClient);
beforeEach(() => [cloudWatch, dynamo].map((stub) => stub.reset()));

const named = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));

describe('PutMetricData: 1,000 metrics and 1 MB a call', () => {
  const gauge = (i: number, name = `e${i}`): Metric => ({ key: 'up', value: 1, dimensions: { Endpoint: name } });
  const sizes = () => cloudWatch.commandCalls(PutMetricDataCommand).map((call) => call.args[0].input.MetricData?.length);

  test.each([
    [999, [999]],
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
    [2_001, [1_000, 1_000, 1]],
  ])('%i metrics', async (count, calls) => {
    await cloudWatchMetricStore('p').put(named(count, gauge), 0);
    expect(sizes()).toEqual(calls);
    const sent = cloudWatch.commandCalls(PutMetricDataCommand).flatMap((call) => call.args[0].input.MetricData ?? []);
    expect(sent.map(({ Dimensions }) => Dimensions?.[1]?.Value)).toEqual(named(count, (i) => `e${i}`));
  });

  test('fewer of long names, for the bytes count too', async () => {
    await cloudWatchMetricStore('p').put(
      named(1_000, (i) => gauge(i, `${i}`.padEnd(1_000, 'x'))),
      0,
    );
    for (const call of cloudWatch.commandCalls(PutMetricDataCommand))
      expect(JSON.stringify(call.args[0].input.MetricData).length).toBeLessThan(1_000_000);
    expect(sizes().reduce((sum = 0, size = 0) => sum + size, 0)).toBe(1_000);
    expect(sizes().length).toBe(2);
  });

  test('a call that fails keeps no other back, and the fault says how much is missing', async () => {
    cloudWatch.on(PutMetricDataCommand).callsFake(({ MetricData }) => {
      if (MetricData.length === 1_000) throw new Error('refused');
      return {};
    });
    await expect(cloudWatchMetricStore('p').put(named(1_200, gauge), 0)).rejects.toThrow('1000 of 1200 metrics: refused');
    expect(sizes()).toEqual([1_000, 200]);
  });
});

describe('GetMetricData: 500 series and 100,800 datapoints a call', () => {
  const request = (metric: string, endMs = 3_600_000) => ({
    namespace: 'N',
    metric,
    dimensions: {},
    statistic: 'Average',
    periodSeconds: 300,
    startMs: 0,
    endMs,
  });
  const queries = ({ MetricDataQueries = [] }: GetMetricDataInput) => MetricDataQueries;
  const answer = (input: GetMetricDataInput) => ({
    MetricDataResults: queries(input).map(({ Id, MetricStat }) => ({
      Id,
      StatusCode: 'Complete' as const,
      Timestamps: [new Date(0)],
      Values: [Number(MetricStat?.Metric?.MetricName)],
    })),
  });
  const sizes = () => cloudWatch.commandCalls(GetMetricDataCommand).map((call) => queries(call.args[0].input).length);

  test.each([
    [499, [499]],
    [500, [500]],
    [501, [500, 1]],
  ])('%i series that are asked for at once', async (count, calls) => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    const { read } = cloudWatchMetricStore('p');
    const found = await Promise.all(named(count, (i) => read(request(`${i}`))));
    expect(found.map(([point]) => point?.value)).toEqual(named(count, (i) => i));
    expect(sizes()).toEqual(calls);
  });

  test('months of five minutes go in several calls, each with what one answer holds', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    const { read } = cloudWatchMetricStore('p');
    await Promise.all(named(25, (i) => read(request(`${i}`, 30 * 86_400_000))));
    expect(sizes()).toEqual([11, 11, 3]);
  });

  test('another window is another call', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    const { read } = cloudWatchMetricStore('p');
    await Promise.all([read(request('1')), read(request('2', 60_000)), read(request('3'))]);
    expect(sizes()).toEqual([2, 1]);
  });

  test('pages are followed, and a series that could not be read fails alone: it is not empty', async () => {
    const at = (Id: string, StatusCode: 'PartialData' | 'Complete' | 'InternalError', minute: number) => ({
      Id,
      StatusCode,
      Timestamps: [new Date(minute * 60_000)],
      Values: [minute],
    });
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [at('m0', 'PartialData', 2), at('m1', 'InternalError', 0)], NextToken: 'more' })
      .resolves({ MetricDataResults: [at('m0', 'Complete', 1), { Id: 'm1', StatusCode: 'InternalError' }, { Id: 'm2' }] });
    const { read } = cloudWatchMetricStore('p');
    const [first, second, third] = await Promise.allSettled(['a', 'b', 'c'].map((metric) => read(request(metric))));
    expect(first).toMatchObject({ value: [{ value: 1 }, { value: 2 }] });
    expect(second).toMatchObject({ reason: new Error('CloudWatch did not give the whole series: InternalError') });
    expect(third).toMatchObject({ value: [] });
    expect(cloudWatch.commandCalls(GetMetricDataCommand).map((call) => call.args[0].input.NextToken)).toEqual([
      undefined,
      'more',
    ]);
  });

  test('a call that is refused fails for each of its series', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(new Error('Throttling'));
    const { read } = cloudWatchMetricStore('p');
    const ends = await Promise.allSettled([read(request('a')), read(request('b'))]);
    expect(ends.map((end) => end.status === 'rejected' && end.reason.message)).toEqual(['Throttling', 'Throttling']);
  });
});

describe('DescribeAlarms: 100 names a call', () => {
  const one = alarmsOf(resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] }))[0];
  const definitions = (count: number) => named(count, (i) => ({ ...(one as NonNullable<typeof one>), name: `alarm-${i}` }));
  const described = ({ AlarmNames = [] }: { AlarmNames?: string[] }) => AlarmNames.map((AlarmName) => ({ AlarmName }));

  test.each([
    [99, [99]],
    [100, [100]],
    [101, [100, 1]],
    [840, [100, 100, 100, 100, 100, 100, 100, 100, 40]],
  ])('%i alarms', async (count, calls) => {
    cloudWatch.on(DescribeAlarmsCommand).callsFake((input) => ({ MetricAlarms: described(input) }));
    const states = await cloudWatchAlarmSource(definitions(count)).states();
    expect(states.map(({ name }) => name)).toEqual(named(count, (i) => `alarm-${i}`));
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand).map((call) => call.args[0].input.AlarmNames?.length)).toEqual(calls);
  });

  test('an answer that names a next page is not the whole', async () => {
    cloudWatch.on(DescribeAlarmsCommand).callsFake(({ AlarmNames, NextToken }) => {
      const half = described({ AlarmNames: NextToken ? AlarmNames.slice(60) : AlarmNames.slice(0, 60) });
      return { MetricAlarms: half, ...(!NextToken && { NextToken: 'more' }) };
    });
    expect(await cloudWatchAlarmSource(definitions(100)).states()).toHaveLength(100);
  });

  test('where one call fails no state is known: half of the alarms would look like all', async () => {
    cloudWatch.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }) => {
      if (AlarmNames.length < 100) throw new Error('Throttling');
      return { MetricAlarms: described({ AlarmNames }) };
    });
    await expect(cloudWatchAlarmSource(definitions(101)).states()).rejects.toThrow('Throttling');
  });
});

test('the open window may stand on a later page of the mute rules', async () => {
  cloudWatch
    .on(ListAlarmMuteRulesCommand)
    .resolvesOnce({ AlarmMuteRuleSummaries: [{ AlarmMuteRuleArn: 'arn:x:y:alarm-mute-rule:others-0' }], NextToken: 'more' })
    .resolves({ AlarmMuteRuleSummaries: [{ AlarmMuteRuleArn: 'arn:x:y:alarm-mute-rule:atlasml-p-updates-104' }] });
  expect(await muteRuleSource('p', 'alarm').open()).toBe('updates');
});

test('Query: 1 MB a page; records are read over all of them, and no more than are wanted', async () => {
  const page = (ids: string[], more: boolean) => ({
    Items: ids.map((id) => ({ id: { S: id }, json: { S: '{}' } })),
    ...(more && { LastEvaluatedKey: { id: { S: ids.at(-1) ?? '' } } }),
  });
  const pages = () =>
    dynamo
      .on(QueryCommand)
      .resolvesOnce(page(['a', 'b'], true))
      .resolvesOnce(page([], true))
      .resolves(page(['c'], false));
  pages();
  expect((await dynamoRecordStore('t').list('k')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input.ExclusiveStartKey?.id?.S)).toEqual([
    undefined,
    'b',
    '',
  ]);
  dynamo.reset();
  pages();
  expect((await dynamoRecordStore('t').list('k', { most: 2 })).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input.Limit)).toEqual([2]);
});
