import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { AlarmEvaluator } from '../../../local/alarms/alarm-evaluator.ts';
import { EXTRA_PERIODS, evaluate, type MissingData, type Period } from '../../../local/alarms/alarm-rules.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { caseOf } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';

const range = (series: string): Period[] => [...series].map((c) => (c === 'X' ? 1 : c === '0' ? 0 : undefined));
const rule = (datapointsToAlarm: number, missingData: MissingData) => ({
  comparison: '>=' as const,
  threshold: 1,
  evaluationPeriods: 3,
  datapointsToAlarm,
  missingData,
});

describe('T02: the table of AWS for missing data, three out of three', () => {
  const { input, expected } = caseOf('T02');
  const policies = input.policies as MissingData[];
  const cells: [string, MissingData, string][] = input.series.flatMap((series: string) =>
    policies.map((policy, i) => [series, policy, expected.table[series][i]]),
  );
  test.each(cells)('%s with %s is %s', (series, policy, state) => {
    expect(range(series)).toHaveLength(3 + EXTRA_PERIODS);
    for (const previous of ['OK', 'ALARM'] as const) {
      expect(evaluate(range(series), rule(3, policy), previous)).toBe(state === 'RETAIN' ? previous : state);
    }
  });
});

// From the user guide as its authors published it (awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md).
describe('more rows of the first table: one datapoint that is fresh turns nothing, one that is old does', () => {
  test.each<[string, MissingData, string]>([
    ['----X', 'missing', 'INSUFFICIENT_DATA'],
    ['----X', 'ignore', 'OK'],
    ['----X', 'breaching', 'ALARM'],
    ['----X', 'notBreaching', 'OK'],
    ['X----', 'missing', 'ALARM'],
    ['X----', 'ignore', 'OK'],
    ['X----', 'breaching', 'ALARM'],
    ['X----', 'notBreaching', 'OK'],
  ])('%s with %s is %s', (series, policy, state) => {
    expect(evaluate(range(series), rule(3, policy), 'OK')).toBe(state);
  });
});

describe('the table of AWS for missing data, two out of three', () => {
  test.each<[string, string, string, string, string]>([
    ['0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0-X--', 'OK', 'OK', 'ALARM', 'OK'],
    ['----0', 'OK', 'OK', 'ALARM', 'OK'],
    ['----X', 'INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK'],
  ])('%s', (series, ...states) => {
    (['missing', 'ignore', 'breaching', 'notBreaching'] as const).forEach((policy, i) => {
      const expected = states[i] === 'RETAIN' ? 'OK' : states[i];
      expect(evaluate(range(series), rule(2, policy), 'OK')).toBe(expected);
    });
  });
});

test('alarm-06: gaps inside an outage with three of five do not resolve it', () => {
  const series = range('0XX-XX-X');
  const fiveOf = { ...rule(3, 'missing' as const), evaluationPeriods: 5 };
  let state: ReturnType<typeof evaluate> = 'OK';
  const states = series.map((_, i) => {
    const seen = series.slice(Math.max(0, i - 6), i + 1);
    state = evaluate([...Array(7 - seen.length).fill(0), ...seen], fiveOf, state);
    return state;
  });
  const first = states.indexOf('ALARM');
  expect(first).toBeGreaterThan(0);
  expect(states.slice(first).every((s) => s === 'ALARM')).toBe(true);
});

test('T13: a contributor that disappears ends a log alarm, so every alarm of ours is on a metric of its own', () => {
  const definitions = alarmsOf(
    resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }], logs: { group: 'g' } }),
  );
  expect(definitions.every((d) => typeof d.signal.metric === 'string')).toBe(true);
  expect(new Set(definitions.map((d) => d.name)).size).toBe(definitions.length);
});

describe('the evaluator over a real store', () => {
  const config = resolveConfig({ environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] });
  const definitions = alarmsOf(config);
  const put = (store: SqliteStore, value: number, at: number) =>
    store.put([{ key: 'up', value, dimensions: { Endpoint: 'health' }, highResolution: true }], at);

  test('endpoint-down turns on one confirmed 0, keeps its state through gaps, and turns back on 1', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test');
    const alarms = new AlarmEvaluator(definitions, store, clock);
    const step = async (value?: number) => {
      if (value !== undefined) await put(store, value, clock.at);
      const changes = await alarms.evaluate();
      clock.at += 60_000;
      return changes.filter((c) => c.name === 'atlasml-test-endpoint-down-health').map((c) => `${c.from} ${c.to}`);
    };
    expect(await step(1)).toEqual(['INSUFFICIENT_DATA OK']);
    expect(await step(0)).toEqual(['OK ALARM']);
    expect(await step()).toEqual([]);
    expect(await step(1)).toEqual(['ALARM OK']);
  });

  test('a run that happens twice changes nothing: the gauges are read as minimum or maximum', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test');
    await put(store, 0, clock.at);
    await put(store, 0, clock.at);
    const alarms = new AlarmEvaluator(definitions, store, clock);
    await alarms.evaluate();
    expect(await alarms.evaluate()).toEqual([]);
  });
});
