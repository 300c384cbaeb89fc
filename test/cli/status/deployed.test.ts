import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, expect, test } from 'vitest';
import { statusCommand } from '../../../cli/status/command.ts';
import { deployedView } from '../../../cli/status/deployed.ts';
import { remembered } from '../../../functions/report-incident/remembered.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { Observation, StoredObservation } from '../../../functions/shared/observation.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../../functions/shared/signals/native-alarms.ts';
import { metricsOf } from '../../../local/replay/published.ts';
import { keptScreen } from '../../secrets/ways-out.ts';
import { memoryStore, StillClock } from '../../support/fakes.ts';
import { QUIET_COUNTS } from '../../support/quiet-counts.ts';
import { stubClient } from '../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const logs = stubClient(CloudWatchLogsClient);
const lambda = stubClient(LambdaClient);

const NOW = Date.parse('2026-11-26T10:44:12Z');
const MINUTE = 60_000;
const CONFIG = resolveConfig({
  environment: 'production',
  endpoints: [{ name: 'health', url: 'https://a.example.org/api/v1/health/' }],
  logs: { group: 'atlasml' },
  memory: { source: 'metric', namespace: 'Docker', metric: 'MemoryPercent', dimensions: { container_name: 'atlasml' } },
  maintenance: [{ name: 'deploy', schedule: '0 3 * * TUE', minutes: 30 }],
});

const health: Observation = {
  check: 'health',
  atMs: NOW - 20_000,
  endpoints: [
    {
      endpoint: 'health',
      verdict: 'up',
      sentence: 'HTTP 200 in 41 ms',
      attempts: 1,
      timings: { totalMs: 41 },
      components: [],
      earlierFaults: [],
    },
  ],
};
const counted: Observation = {
  check: 'logs',
  atMs: NOW - 30_000,
  window: { startMs: NOW - 5 * MINUTE, endMs: NOW - 1 },
  counts: { ...QUIET_COUNTS, requests: { '2xx': 60, '3xx': 0, '4xx': 2, '5xx': 0 }, clientErrors: 2, tookP95Seconds: 0.342 },
  evidence: [],
  notes: [],
};
const memory: Observation = {
  check: 'memory',
  atMs: NOW - 25_000,
  memory: {
    state: 'known',
    usedPercent: 62.4,
    peakPercent: 63,
    hoursToLimit: 168,
    limitBytes: 8 * 2 ** 30,
    atMs: NOW - 60_000,
  },
};

/** What the deployed reporter remembers, read there as it is read in AWS, and sent as it is sent. */
async function deployed(observations: Observation[], incidents: Incident[] = [], silence?: object) {
  const store = memoryStore(undefined, () => NOW);
  for (const observation of observations)
    await store.saveObservation({
      ...observation,
      published: metricsOf(observation as StoredObservation, CONFIG),
    } as Observation);
  const { state } = await store.load();
  await store.save({ ...state, incidents, ...(silence && { silence: silence as never }) });
  const answer = await remembered(store, new StillClock(NOW));
  lambda.on(InvokeCommand).resolves({ Payload: Buffer.from(JSON.stringify(answer)) as never });
}

const states = (value: 'OK' | 'ALARM', only?: string) =>
  nativeAlarmsOf(alarmsOf(CONFIG)).map(({ name }) => ({
    AlarmName: name,
    StateValue: only === undefined || name.includes(only) ? value : ('OK' as const),
    StateTransitionedTimestamp: new Date(NOW - 12 * MINUTE),
  }));

type Query = { Id: string; MetricStat: { Metric: { MetricName: string }; Period: number; Stat: string } };

beforeEach(() => {
  for (const stub of [cloudWatch, logs, lambda]) stub.reset();
  cloudWatch.on(DescribeAlarmsCommand).callsFake((asked) => ({ MetricAlarms: asked.AlarmNamePrefix ? [] : states('OK') }));
  cloudWatch.on(ListAlarmMuteRulesCommand).resolves({});
  cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries, StartTime, EndTime }) => ({
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }: Query) => {
      const value = { Up: Stat === 'Sum' || Stat === 'SampleCount' ? 5 : 1 }[Metric.MetricName] ?? 0;
      const times: Date[] = [];
      for (let at = StartTime.getTime(); at < EndTime.getTime(); at += Period * 1000) times.push(new Date(at));
      return { Id, Timestamps: times, Values: times.map(() => value) };
    }),
  }));
  logs.on(StartQueryCommand).resolves({ queryId: 'q' });
  const row = (at: string, message: string) => [
    { field: '@timestamp', value: at },
    { field: '@message', value: message },
  ];
  logs.on(GetQueryResultsCommand).resolves({
    status: 'Complete',
    results: [
      row(
        '2026-11-26 09:12:04.000',
        '2026-11-26 09:12:04 - ERROR - atlasml.utils - Unexpected error in suggest_competencies: timeout',
      ),
    ],
  });
});

async function statusOf(options = {}) {
  const { screen, said } = keptScreen();
  const clock = new StillClock(NOW);
  const view = deployedView(CONFIG, clock);
  const { code, json } = await statusCommand(options, [CONFIG], {
    screen,
    clock: { now: () => NOW, sleep: clock.sleep },
    signal: new AbortController().signal,
    here: () => Promise.reject(new Error('nothing is read here')),
    deployed: async () => ({ config: CONFIG, view, close: () => {} }),
  });
  return { code, json, text: said() };
}

test('all is well', async () => {
  await deployed([health, counted, memory]);
  const { text, code } = await statusOf();
  await expect(text).toMatchFileSnapshot('../../golden/status-well.txt');
  expect(code).toBe(0);
});

test('a log that is counted every half hour, to keep to its budget, is not too old in between', async () => {
  const scan = { month: '2026-11', bytes: 9e8, runBytes: 1e6, everyMinutes: 30, budgetGb: 1, atMs: NOW - 25 * MINUTE };
  await deployed([health, { ...counted, atMs: NOW - 25 * MINUTE, scan }, memory]);
  expect((await statusOf()).text).not.toContain('was last looked at');
});

const incident: Incident = {
  id: '3c8bb2d6-0000',
  openedMs: NOW - 12 * MINUTE,
  revision: 2,
  changes: [],
  acknowledgedBy: 'anna',
  account: {
    atMs: NOW,
    short: 'Weaviate unreachable',
    cause: 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.',
    certain: true,
    besides: [],
    errors: [],
  },
  members: [
    {
      alarm: 'atlasml-production-endpoint-down-health',
      signal: 'endpoint-down',
      subject: 'health',
      title: 'endpoint health is down',
      severity: 'page',
      state: 'alarm',
      sinceMs: NOW - 12 * MINUTE,
    },
  ],
};

test('an incident is open, in a silence; a check does not run, and one of the monitor itself says so', async () => {
  const down = {
    ...health.endpoints[0],
    verdict: 'down',
    sentence: 'HTTP 503; weaviate: Weaviate is unreachable. (3 of 3 attempts)',
  };
  const silence = { fromMs: NOW - MINUTE, untilMs: NOW + 20 * MINUTE, why: 'Weaviate is moved', by: 'anna' };
  const old = { ...memory, atMs: NOW - 40 * MINUTE };
  await deployed([{ ...health, endpoints: [down as never] }, counted, old], [incident], silence);
  cloudWatch.on(DescribeAlarmsCommand).callsFake((asked) => ({
    MetricAlarms: asked.AlarmNamePrefix
      ? [
          {
            AlarmName: 'atlasml-production-self-check-memory-not-running',
            AlarmDescription:
              '[page] The monitor itself: check-memory did not run for 5 minutes: nothing is watched by it. Runbook: https://x',
            StateValue: 'ALARM',
            StateTransitionedTimestamp: new Date(NOW - 30 * MINUTE),
          },
        ]
      : states('ALARM', 'endpoint-down'),
  }));
  cloudWatch.on(ListAlarmMuteRulesCommand).resolves({
    AlarmMuteRuleSummaries: [
      { AlarmMuteRuleArn: 'arn:aws:cloudwatch:eu-central-1:1:alarm-mute-rule:atlasml-production-deploy-1' },
    ],
  });
  const { text, code } = await statusOf();
  await expect(text).toMatchFileSnapshot('../../golden/status-not-well.txt');
  expect(code).toBe(1);
});

test('what cannot be asked is unknown, never well, with what to do', async () => {
  const denied = Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
  for (const stub of [cloudWatch, logs, lambda]) stub.reset();
  cloudWatch.onAnyCommand().rejects(denied);
  logs.onAnyCommand().rejects(denied);
  lambda.onAnyCommand().rejects(denied);
  const { text, code } = await statusOf();
  await expect(text).toMatchFileSnapshot('../../golden/status-unknown.txt');
  expect(code).toBe(3);
});

test('an alarm that is not deployed is unknown, and so is the whole', async () => {
  await deployed([health, counted, memory]);
  cloudWatch
    .on(DescribeAlarmsCommand)
    .callsFake((asked) => ({ MetricAlarms: asked.AlarmNamePrefix ? [] : states('OK').slice(1) }));
  const { json, code } = await statusOf({ json: true });
  expect(json).toMatchObject({ verdict: 'unknown', unknown: [expect.stringContaining('(not deployed)" has no data')] });
  expect(code).toBe(3);
});
