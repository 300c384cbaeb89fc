import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmStateValue } from '../../../functions/shared/signals/alarm-state.ts';
import { SIGNALS } from '../../../functions/shared/signals/signals.ts';
import { AlarmEvaluator } from '../../../local/alarms/alarm-evaluator.ts';
import { evaluate, type MissingData, type Period } from '../../../local/alarms/alarm-rules.ts';
import { combinationOf, slidingPeriods, stepOf } from '../../../local/alarms/windows.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { StillClock } from '../../support/fakes.ts';

const POLICIES: MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const range = (series: string): Period[] => [...series].map((c) => (c === 'X' ? 1 : c === '0' ? 0 : undefined));
const ruleOf = (datapointsToAlarm: number, evaluationPeriods: number, missingData: MissingData) => ({
  comparison: '>=' as const,
  threshold: 1,
  evaluationPeriods,
  datapointsToAlarm,
  missingData,
});
const STATES = { O: 'OK', A: 'ALARM', I: 'INSUFFICIENT_DATA' } as const;

// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: the two tables, and the texts under them.
// A letter for each policy, in the order of the table; R retains the current state.
describe('the documented examples, row by row, from any state', () => {
  test.each<[number, string, string]>([
    [3, '0-X-X', 'OOOO'],
    [3, '0----', 'OOOO'],
    [3, '-----', 'IRAO'],
    [3, '0XX-X', 'AAAA'],
    [3, '--X--', 'ARAO'],
    [3, '----X', 'IRAO'],
    [3, '---X-', 'IRAO'],
    [3, '---X0', 'OOOO'],
    [3, '--X-0', 'OOOO'],
    [2, '0-X-X', 'AAAA'],
    [2, '00X0X', 'AAAA'],
    [2, '0-X--', 'OOAO'],
    [2, '----0', 'OOAO'],
    [2, '---X-', 'ARAO'],
    [2, '----X', 'IRAO'],
  ])('%s out of 3, %s: %s', (m, series, letters) => {
    for (const previous of Object.values(STATES)) {
      const states = POLICIES.map((policy) => evaluate(range(series), ruleOf(m, 3, policy), previous));
      expect(states).toEqual([...letters].map((l) => (l === 'R' ? previous : STATES[l as keyof typeof STATES])));
    }
  });

  test('the second row: once the good datapoint has left the range, missing data that is breaching turns the alarm', () => {
    expect(evaluate(range('0----'), ruleOf(3, 3, 'breaching'), 'OK')).toBe('OK');
    expect(evaluate(range('-----'), ruleOf(3, 3, 'breaching'), 'OK')).toBe('ALARM');
  });
});

/** The rules once more, sentence by sentence of the same page, as plainly as can be. */
function restated(values: Period[], rule: ReturnType<typeof ruleOf>, previous: AlarmStateValue): AlarmStateValue {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = rule;
  const real: { breaching: boolean; age: number }[] = [];
  values.forEach((value, i) => {
    if (value !== undefined) real.push({ breaching: value >= 1, age: values.length - i });
  });
  const state = (list: boolean[]): AlarmStateValue => (list.filter(Boolean).length >= m ? 'ALARM' : 'OK');
  // Enough real datapoints: the most recent ones decide, and the policy is ignored.
  if (real.length >= n) return state(real.slice(real.length - n).map((d) => d.breaching));
  // Else all real ones count, and as few missing ones as are needed are filled in.
  const filled = (as: boolean) => state([...real.map((d) => d.breaching), ...Array(n - real.length).fill(as)]);
  if (missingData === 'breaching') return filled(true);
  if (missingData === 'notBreaching') return filled(false);
  if (filled(false) === 'ALARM') return 'ALARM';
  if (real.some((d) => !d.breaching)) return 'OK';
  if (missingData === 'ignore') return previous;
  // Premature: only once the oldest breaching one is as old as Datapoints to Alarm, all younger ones being breaching or missing.
  return real.some((d) => d.age >= m) ? 'ALARM' : 'INSUFFICIENT_DATA';
}

test('whatever the datapoints, M, N and the policy, the state is the one of the rules restated', () => {
  const cases = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      m: fc.integer({ min: 1, max: n }),
      series: fc.array(fc.constantFrom<Period>(undefined, 0, 1), { minLength: n + 2, maxLength: n + 2 }),
      policy: fc.constantFrom(...POLICIES),
      previous: fc.constantFrom(...Object.values(STATES)),
    }),
  );
  fc.assert(
    fc.property(cases, ({ n, m, series, policy, previous }) => {
      const rule = ruleOf(m, n, policy);
      expect(evaluate(series, rule, previous)).toBe(restated(series, rule, previous));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['<', 1, [true, false, false]],
  ['>', 1, [false, false, true]],
  ['>=', 1, [false, true, true]],
] as const)('%s %s of a value below, at and above the threshold', (comparison, threshold, expected) => {
  const states = [0, 1, 2].map((v) => evaluate([v, v, v], { ...ruleOf(1, 1, 'missing'), comparison, threshold }, 'OK'));
  expect(states).toEqual(expected.map((is) => (is ? 'ALARM' : 'OK')));
});

// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html: 13:07 to 14:07, then 13:08 to 14:08.
describe('the window slides', () => {
  const HOUR = 3_600_000;
  const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);
  const shape = { periodMs: HOUR, stepMs: 60_000, count: 1 };
  const point = { atMs: at('13:07:00'), value: 1 };

  test.each([
    ['14:07:20', [1]],
    ['14:08:00', [undefined]],
  ])('an hour that is looked at at %s', (time, expected) => {
    expect(slidingPeriods([point], at(time), shape, (v) => Math.max(...v))).toEqual(expected);
  });

  test('the minute that runs counts as soon as it has data', () => {
    const now = { atMs: at('14:08:00'), value: 2 };
    expect(slidingPeriods([point, now], at('14:08:05'), shape, (v) => Math.max(...v))).toEqual([2]);
  });

  test('periods of 10, 20 and 30 seconds go by themselves, all others by the minute', () => {
    expect([10, 20, 30, 60, 300, 3600].map(stepOf)).toEqual([10, 20, 30, 60, 60, 60]);
  });

  test('made of its steps a period has the statistic that it has as a whole, and a percentile has none that way', () => {
    const steps = [[3, 1], [2], [7, 7]];
    for (const [statistic, of] of [
      ['Minimum', (v: number[]) => Math.min(...v)],
      ['Maximum', (v: number[]) => Math.max(...v)],
      ['Sum', (v: number[]) => v.reduce((a, b) => a + b)],
    ] as const)
      expect(combinationOf(statistic)?.(steps.map(of))).toBe(of(steps.flat()));
    expect(combinationOf('SampleCount')?.(steps.map((s) => s.length))).toBe(5);
    expect(combinationOf('p90')).toBeUndefined();
    // So an alarm on a percentile must have the period of a step.
    for (const { statistic, periodSeconds } of SIGNALS)
      if (!combinationOf(statistic)) expect(periodSeconds).toBe(stepOf(periodSeconds));
  });
});

describe('the evaluator', () => {
  const config = resolveConfig({
    environment: 'test',
    endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
    logs: { group: 'g' },
  });
  const definitions = alarmsOf(config);
  const MINUTE = 60_000;
  const put = (store: SqliteStore, key: 'componentUp' | 'up', value: number, atMs: number) =>
    store.put([{ key, value, dimensions: key === 'up' ? { Endpoint: 'health' } : { Component: 'weaviate' } }], atMs);
  const stateOf = async (alarms: AlarmEvaluator, name: string) => (await alarms.states()).find((a) => a.name === name)?.value;
  const COMPONENT = 'atlasml-test-component-down-weaviate';

  test('a datapoint that comes late counts where it belongs', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test', ':memory:', clock.now);
    const alarms = new AlarmEvaluator(definitions, store, clock);
    const begin = clock.at;
    for (const [minute, value] of [
      [0, 1],
      [2, 0],
    ] as const)
      await put(store, 'componentUp', value, begin + minute * MINUTE);
    clock.at = begin + 2 * MINUTE + 30_000;
    await alarms.evaluate();
    expect(await stateOf(alarms, COMPONENT)).toBe('OK');
    await put(store, 'componentUp', 0, begin + MINUTE);
    await alarms.evaluate();
    expect(await stateOf(alarms, COMPONENT)).toBe('ALARM');
  });

  test('after a restart an alarm is as it was, also while its range has no data; then the rules hold again', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test', ':memory:', clock.now);
    const begin = () => new AlarmEvaluator(definitions, store, clock, { memory: store.alarms });
    const first = begin();
    for (let minute = 0; minute < 3; minute++) {
      await put(store, 'componentUp', 0, clock.at);
      await first.evaluate();
      clock.at += MINUTE;
    }
    const since = (await first.states()).find((a) => a.name === COMPONENT)?.sinceMs;
    clock.at += 60 * MINUTE;
    const second = begin();
    expect((await second.states()).find((a) => a.name === COMPONENT)).toMatchObject({ value: 'ALARM', sinceMs: since });
    await second.evaluate();
    expect(await stateOf(second, COMPONENT)).toBe('ALARM');
    // Two periods and two more without data after the restart: now that is news.
    for (let minute = 0; minute < 4; minute++) {
      clock.at += MINUTE;
      await second.evaluate();
    }
    expect(await stateOf(second, COMPONENT)).toBe('INSUFFICIENT_DATA');
    const turns = store.alarms.history(0).filter((t) => t.name === COMPONENT);
    expect(turns.map((t) => t.became)).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
  });

  test('a real datapoint after a restart counts at once', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test', ':memory:', clock.now);
    store.alarms.save([{ name: 'atlasml-test-endpoint-down-health', value: 'ALARM', reason: 'r', sinceMs: clock.at }], []);
    clock.at += 60 * MINUTE;
    const alarms = new AlarmEvaluator(definitions, store, clock, { memory: store.alarms });
    await put(store, 'up', 1, clock.at);
    await alarms.evaluate();
    expect(await stateOf(alarms, 'atlasml-test-endpoint-down-health')).toBe('OK');
  });

  test('a memory that takes nothing changes no state, and gets all of it once it does', async () => {
    const clock = new StillClock();
    const store = new SqliteStore('test', ':memory:', clock.now);
    let isFull = true;
    const failures: string[] = [];
    const memory = {
      load: () => store.alarms.load(),
      save: (...what: Parameters<typeof store.alarms.save>) => {
        if (isFull) throw new Error('full');
        store.alarms.save(...what);
      },
    };
    const alarms = new AlarmEvaluator(definitions, store, clock, { memory, onFailure: (e) => failures.push(e.message) });
    for (const value of [1, 0, 1]) {
      await put(store, 'up', value, clock.at);
      await alarms.evaluate();
      clock.at += MINUTE;
    }
    expect(failures.length).toBeGreaterThan(0);
    expect(await stateOf(alarms, 'atlasml-test-endpoint-down-health')).toBe('OK');
    isFull = false;
    await alarms.evaluate();
    expect(
      store.alarms
        .history(0)
        .filter((t) => t.name === 'atlasml-test-endpoint-down-health')
        .map((t) => t.became),
    ).toEqual(['OK', 'ALARM', 'OK']);
  });
});
