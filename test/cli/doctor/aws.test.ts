import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataInput,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, test } from 'vitest';
import { alarmDrift } from '../../../cli/doctor/aws/alarm-drift.ts';
import { selfNames } from '../../../cli/doctor/aws/alarms.ts';
import { openAws } from '../../../cli/doctor/aws/real.ts';
import type { Row } from '../../../cli/doctor/finding.ts';
import { lookInAws } from '../../../cli/doctor/open.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../../functions/shared/signals/native-alarms.ts';
import { synth } from '../../lib/support.ts';
import { StillClock } from '../../support/fakes.ts';
import { stubClient } from '../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const logs = stubClient(CloudWatchLogsClient);
const sns = stubClient(SNSClient);
const ssm = stubClient(SSMClient);

const INPUT = {
  environment: 'production',
  endpoints: [{ name: 'health', url: 'https://a.example.org/api/v1/health/' }],
  logs: { group: 'atlasml' },
  email: ['ops@example.org'],
};
const CONFIG = resolveConfig(INPUT);
const ARN = 'arn:aws:sns:us-east-1:1:';

/** As CloudWatch would describe what the real template deploys. */
const deployed: MetricAlarm[] = Object.values(synth(INPUT).findResources('AWS::CloudWatch::Alarm')).map(({ Properties: p }) => ({
  ...p,
  AlarmActions: p.AlarmActions?.map(() => `${ARN}topic`),
  ActionsEnabled: true,
  StateValue: 'OK',
}));
const PREFIX = 'atlasml-production-';
const drift = (change: (all: MetricAlarm[]) => MetricAlarm[]) =>
  alarmDrift(nativeAlarmsOf(alarmsOf(CONFIG)), change(structuredClone(deployed)), PREFIX);
const changed = (name: string, more: Partial<MetricAlarm>) =>
  drift((all) => all.map((one) => (one.AlarmName === name ? { ...one, ...more } : one)));

describe('drift of the alarms', () => {
  test('what the real template deploys has none', () => expect(drift((all) => all)).toEqual([]));

  const NAME = 'atlasml-production-server-errors';
  test.each<[Partial<MetricAlarm>, string]>([
    [{ Threshold: 500 }, `${NAME}: threshold is 500, but the configuration says 10`],
    [{ Period: 300 }, `${NAME}: period in seconds is 300, but the configuration says 60`],
    [
      { ComparisonOperator: 'LessThanThreshold' },
      `${NAME}: comparison is LessThanThreshold, but the configuration says GreaterThanThreshold`,
    ],
    [{ ActionsEnabled: false }, `${NAME}: its actions are switched off or gone, so nobody is told`],
    [{ AlarmActions: [] }, `${NAME}: its actions are switched off or gone, so nobody is told`],
  ])('%j', (more, sentence) => expect(changed(NAME, more)).toEqual([sentence]));

  test('one that was deleted, and one that is left of another configuration', () => {
    expect(drift((all) => all.filter(({ AlarmName }) => AlarmName !== NAME))).toEqual([`1 alarm missing: ${NAME}`]);
    expect(drift((all) => [...all, { AlarmName: 'atlasml-production-endpoint-down-old' }])).toEqual([
      'no longer in the configuration: atlasml-production-endpoint-down-old',
    ]);
  });

  test('those about the monitor itself are those of the template', () => {
    const self = deployed.flatMap(({ AlarmName = '' }) =>
      AlarmName.includes('-self-') ? [AlarmName.split('-self-')[1] ?? ''] : [],
    );
    expect(self.sort()).toEqual(selfNames(CONFIG).sort());
  });
});

const of = (rows: Row[], item: string) => rows.find((row) => row.item === item);
const look = (isAsked = false) => lookInAws(CONFIG, isAsked, (config) => openAws(config, new StillClock()));

beforeEach(() => {
  for (const stub of [cloudWatch, logs, sns, ssm]) stub.reset();
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: deployed });
  cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries }: GetMetricDataInput) => ({
    MetricDataResults: MetricDataQueries?.map(({ Id, MetricStat }) => {
      const isErrors = MetricStat?.Metric?.MetricName !== 'Invocations';
      return { Id, Timestamps: [new Date()], Values: [isErrors ? 0 : 15] };
    }),
  }));
  sns
    .on(ListTopicsCommand)
    .resolves({ Topics: ['alerts', 'alarm-changes'].map((name) => ({ TopicArn: `${ARN}${PREFIX}${name}` })) });
  sns.on(GetTopicAttributesCommand).resolves({ Attributes: {} });
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { ConfirmationWasAuthenticated: 'true' } });
  sns.on(ListSubscriptionsByTopicCommand).callsFake(({ TopicArn }) => ({
    Subscriptions: TopicArn.endsWith('changes')
      ? [{ SubscriptionArn: `${ARN}q`, Protocol: 'sqs', Endpoint: 'q' }]
      : [{ SubscriptionArn: `${ARN}e`, Protocol: 'email', Endpoint: 'ops@example.org' }],
  }));
  logs
    .on(DescribeLogGroupsCommand)
    .resolves({ logGroups: [{ logGroupName: 'atlasml-old' }, { logGroupName: 'atlasml', retentionInDays: 30 }] });
  logs.on(StartQueryCommand).resolves({ queryId: 'q' });
  logs.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: [] });
});

test('what is deployed and as it should be is well', async () => {
  const rows = await look();
  expect(of(rows, 'alarms')?.fact).toBe(`all ${nativeAlarmsOf(alarmsOf(CONFIG)).length} as the configuration would deploy them`);
  for (const item of ['alarms', 'alarms about itself', 'alarm changes', 'SNS subscriptions', 'log group', 'queries'])
    expect(of(rows, item), item).toMatchObject({ state: 'OK' });
  expect(of(rows, 'schedules')).toMatchObject({ state: 'OK', fact: 'in 15 minutes: check-health 15 runs, check-logs 15 runs' });
  expect(of(rows, 'queries')?.fact).toBe('Logs Insights accepts all 9');
  // No line at all is no log.
  expect(of(rows, 'log format')).toMatchObject({ state: 'FAIL', fact: expect.stringContaining('no line in 15 minutes') });
  expect(of(rows, "AtlasML's Sentry")).toMatchObject({ state: 'SKIP' });
  expect(of(rows, 'memory source')).toMatchObject({ state: 'SKIP' });
});

test('a deleted subscription, one that waits, a missing group and a check that does not run are found', async () => {
  sns.on(ListSubscriptionsByTopicCommand).callsFake(({ TopicArn }) => ({
    Subscriptions: TopicArn.endsWith('changes')
      ? [{ SubscriptionArn: 'Deleted', Protocol: 'sqs', Endpoint: 'q' }]
      : [{ SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'ops@example.org' }],
  }));
  logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: 'atlasml-old' }] });
  cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
  const rows = await look();
  expect(of(rows, 'SNS subscriptions')).toMatchObject({ state: 'FAIL', fact: expect.stringContaining('has not confirmed') });
  expect(of(rows, 'alarm changes')).toMatchObject({
    state: 'FAIL',
    fact: 'they do not reach the queue: its subscription was deleted',
  });
  expect(of(rows, 'log group')).toMatchObject({ state: 'FAIL', fact: 'there is no group atlasml in us-east-1' });
  expect(of(rows, 'schedules')).toMatchObject({
    state: 'FAIL',
    fact: 'in 15 minutes: check-health did not run, check-logs did not run',
  });
});

test('a query that AWS refuses is one to mend', async () => {
  logs.on(StartQueryCommand).rejects(Object.assign(new Error('unexpected symbol'), { name: 'MalformedQueryException' }));
  expect(of(await look(), 'queries')).toMatchObject({
    state: 'FAIL',
    fact: '9 of 9 without an answer: Logs Insights refused: MalformedQueryException: unexpected symbol',
  });
  logs.on(StartQueryCommand).resolves({ queryId: 'q' });
  logs.on(GetQueryResultsCommand).resolves({ status: 'Cancelled' });
  expect(of(await look(), 'queries')).toMatchObject({ state: 'SKIP', fact: expect.stringContaining('ended as Cancelled') });
});

test('what may not be read is skipped with the name of the error', async () => {
  sns.on(ListTopicsCommand).rejects(Object.assign(new Error('no rights'), { name: 'AuthorizationErrorException' }));
  const rows = await look();
  expect(of(rows, 'SNS subscriptions')).toMatchObject({ state: 'SKIP', fact: 'AuthorizationErrorException: no rights' });
});

test('secrets that are not there, and those that whoever asks may not read', async () => {
  const config = resolveConfig({ ...INPUT, slack: { webhookParameter: '/hook' } });
  const asked = () => lookInAws(config, false, (one) => openAws(one, new StillClock()));
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error('?'), { name: 'ParameterNotFound' }));
  const gone = await asked();
  expect(of(gone, 'parameters')).toMatchObject({ state: 'FAIL', fact: 'not there, or empty: /hook' });
  expect(of(gone, 'Slack')).toMatchObject({ state: 'FAIL' });
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error('?'), { name: 'AccessDeniedException' }));
  const denied = await asked();
  expect(of(denied, 'parameters')).toMatchObject({ state: 'SKIP', fact: 'you may not read /hook (AccessDeniedException)' });
  expect(of(denied, 'Slack')).toMatchObject({ state: 'SKIP' });
});

test('nothing deployed is a fault only where AWS was asked for', async () => {
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  expect(await look()).toMatchObject([{ item: 'deployed', state: 'SKIP' }]);
  expect(await look(true)).toMatchObject([{ item: 'deployed', state: 'FAIL', fix: expect.stringContaining('deploy first') }]);
});

test('an account that cannot be asked is skipped in one row', async () => {
  cloudWatch.on(DescribeAlarmsCommand).rejects(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
  expect(await look(true)).toMatchObject([
    { item: 'account', state: 'SKIP', fact: expect.stringContaining('AWS could not be asked (CredentialsProviderError)') },
  ]);
});
