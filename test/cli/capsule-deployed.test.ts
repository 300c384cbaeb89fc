import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { watchRecording } from '../../bench/truth/watched.ts';
import { exported } from '../../cli/incident/export.ts';
import { costWords, deployedSources } from '../../cli/incident/export-deployed.ts';
import { main } from '../../cli/main.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import type { Capsule } from '../../local/capsule/format.ts';
import { readCapsule } from '../../local/capsule/read-capsule.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import type { SqliteStore } from '../../local/store/sqlite-store.ts';
import { recorded } from '../support/corpus.ts';
import { MemoryRecords } from '../support/fakes.ts';
import { stubClient } from '../support/stub-client.ts';

const NAME = 'docker/logs/d_weaviate_down';
const file = join(mkdtempSync(join(tmpdir(), 'capsule-')), 'capsule.db');
const [cloudWatch, logs, dynamo, lambda] = [
  stubClient(CloudWatchClient),
  stubClient(CloudWatchLogsClient),
  stubClient(DynamoDBClient),
  stubClient(LambdaClient),
];
const events = recorded(NAME);
const untilMs = events.at(-1)?.timestamp ?? 0;
let capsule: Capsule;
let told: ToldMessage[];
let words: string;

/** What a monitor on one machine kept, as AWS would give it. */
async function answerAs(store: SqliteStore, config: MonitorConfig): Promise<void> {
  const records = new MemoryRecords();
  for (const run of await store.runs.between(0, untilMs)) await runMemory(records).keep(run);
  const { state, receivers } = await store.state.load();
  const there = stateStore(records, () => untilMs);
  await there.save({ ...state, version: 0 });
  for (const record of Object.values(receivers)) await there.saveReceiver({ ...record, version: 0 });
  dynamo.on(QueryCommand).callsFake(async ({ ExpressionAttributeValues: v, ScanIndexForward, Limit }) => {
    const found = await records.list(v[':kind'].S, {
      ...(v[':from'] && { fromId: v[':from'].S }),
      ...(v[':to'] && { toId: v[':to'].S }),
      newestFirst: ScanIndexForward === false,
      most: Limit,
    });
    return { Items: found.map(({ id, json, version }) => ({ id: { S: id }, json: { S: json }, version: { N: `${version}` } })) };
  });
  lambda
    .on(GetFunctionConfigurationCommand, { FunctionName: `atlasml-${config.slug}-report-incident` })
    .resolves({ Environment: { Variables: { TABLE_NAME: 'made-up' } } });
  const alarms = store.alarms.load();
  cloudWatch.on(DescribeAlarmsCommand).callsFake(async ({ AlarmNames }) => ({
    MetricAlarms: alarms
      .filter(({ name }) => AlarmNames.includes(name))
      .map((a) => ({ AlarmName: a.name, StateValue: a.value, StateTransitionedTimestamp: new Date(a.sinceMs) })),
  }));
  cloudWatch.on(DescribeAlarmHistoryCommand).resolves({
    AlarmHistoryItems: store.alarms.history(0).map((t) => ({
      AlarmName: t.name,
      Timestamp: new Date(t.atMs),
      HistoryData: JSON.stringify({ oldState: { stateValue: t.was }, newState: { stateValue: t.became, stateReason: t.reason } }),
    })),
  });
  cloudWatch.on(GetMetricDataCommand).callsFake(async ({ StartTime, EndTime, MetricDataQueries }) => ({
    MetricDataResults: await Promise.all(MetricDataQueries.map((query: Query) => seriesOf(query, StartTime, EndTime))),
  }));
  type Query = { Id: string; MetricStat: MetricStat };
  async function seriesOf({ Id, MetricStat: { Metric, Period, Stat } }: Query, StartTime: Date, EndTime: Date) {
    const points = await store.read({
      namespace: Metric?.Namespace ?? '',
      metric: Metric?.MetricName ?? '',
      dimensions: Object.fromEntries((Metric?.Dimensions ?? []).map((d) => [d.Name, d.Value])),
      statistic: Stat ?? '',
      periodSeconds: Period ?? 0,
      startMs: StartTime.getTime(),
      endMs: EndTime.getTime(),
    });
    return { Id, Timestamps: points.map((p) => new Date(p.atMs)), Values: points.map((p) => p.value) };
  }
  await answerFigures(store, config.slug);
  logs.on(FilterLogEventsCommand).callsFake(async ({ startTime, endTime, nextToken }) => {
    const found = events.filter((e) => e.timestamp >= startTime && e.timestamp <= endTime);
    const from = Number(nextToken ?? 0);
    return { events: found.slice(from, from + 200), ...(from + 200 < found.length && { nextToken: String(from + 200) }) };
  });
}

/** The figures that the runs of the functions would have logged; a query tells of one of them by the minute. */
async function answerFigures(store: SqliteStore, Environment: string): Promise<void> {
  const parts: Record<string, string> = { ComponentUp: 'Component', ObservationUnknown: 'Check', ChannelUp: 'Channel' };
  const asked: { queryString: string; startTime: number; endTime: number }[] = [];
  logs.on(StartQueryCommand).callsFake(async (query) => ({ queryId: `${asked.push(query) - 1}` }));
  logs.on(GetQueryResultsCommand).callsFake(async ({ queryId }) => {
    const { queryString, startTime, endTime } = asked[Number(queryId)] as (typeof asked)[number];
    const name = /"(.+?)\\\\\*"/.exec(queryString)?.[1]?.replaceAll('\\/', '/') ?? '';
    const [metric = '', part] = name.split(' ');
    const dimensions = { Environment, ...(part !== undefined && { [parts[metric] ?? '']: part }) };
    const window = { startMs: startTime * 1000, endMs: endTime * 1000 };
    const request = { namespace: 'AtlasML/Monitor', metric, dimensions, periodSeconds: 60, ...window };
    const rows = new Map<number, { field: string; value: string }[]>();
    for (const statistic of ['SampleCount', 'Minimum', 'Maximum', 'Sum']) {
      for (const { atMs, value } of await store.read({ ...request, statistic })) {
        const at = { field: 'bin(1m)', value: new Date(atMs).toISOString().slice(0, -1).replace('T', ' ') };
        rows.set(atMs, [...(rows.get(atMs) ?? [at]), { field: `of${statistic}`, value: String(value) }]);
      }
    }
    return { status: 'Complete', results: [...rows.values()] };
  });
}

beforeAll(async () => {
  await watchRecording({ events, series: undefined }, untilMs, async (store, config, _data, messages) => {
    told = messages;
    await answerAs(store, config);
    const screen = { isTerminal: false, bytes: () => {}, complain: () => {} };
    words = (await exported({ id: undefined, output: file }, await deployedSources(config), untilMs, screen)).text;
    words = `${costWords(config)}\n${words}`;
  });
  capsule = readCapsule(file);
});

test('a capsule of the deployed monitor has the whole log, and what else AWS and the monitor kept', async () => {
  expect(capsule.about).toMatchObject({ origin: 'AWS', isWholeLog: true, notes: [] });
  expect(capsule.log.length).toBeGreaterThan(events.length / 2);
  expect(capsule.messages.map(({ atMs }) => atMs)).toEqual(told.map(({ atMs }) => Math.floor(atMs)));
  expect(capsule.messages[0]).toMatchObject({ subject: 'Weaviate unreachable (opened)', text: 'What it said was not kept.' });
  await expect(`${words.replaceAll(file, 'capsule.db')}\n`).toMatchFileSnapshot('../golden/incident-export-deployed.txt');
});

test('its replay tells of the same incident in the same minute as was told', async () => {
  const { text } = await main(['replay', file, '--json'], { environment: { XDG_CACHE_HOME: join(file, '..', 'cache') } });
  const { incidents } = JSON.parse(text);
  expect(incidents).toHaveLength(1);
  expect(incidents[0].short).toBe(told[0]?.short);
  expect(Math.abs(Date.parse(incidents[0].messages[0].at) - (told[0]?.atMs ?? 0))).toBeLessThanOrEqual(60_000);
});

test('what AWS refuses is missing in it, and said', async () => {
  logs.on(FilterLogEventsCommand).rejects(new Error('not authorized to perform logs:FilterLogEvents'));
  const { takeCapsule } = await import('../../local/capsule/take-capsule.ts');
  const { resolveConfig } = await import('../../functions/shared/config/load.ts');
  const { inputOf } = await import('../../local/capsule/capsule-config.ts');
  const sources = await deployedSources(resolveConfig(inputOf(capsule.config)));
  const incidents = await sources.past.incidents(0);
  const { about } = await takeCapsule(incidents[0] as never, incidents, sources, { nowMs: untilMs, monitor: '0.1.0' });
  expect(about.notes).toContain('The log could not be read: not authorized to perform logs:FilterLogEvents');
});
