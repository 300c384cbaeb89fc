import { expect, test } from 'vitest';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import type { Observation } from '../../../../functions/shared/observation.ts';
import { alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState, AlarmStateValue } from '../../../../functions/shared/signals/alarm-state.ts';
import { METRICS, type Metric, type MetricKey } from '../../../../functions/shared/signals/metrics.ts';
import { nativeAlarmsOf } from '../../../../functions/shared/signals/native-alarms.ts';
import { byParts } from '../../../../functions/shared/signals/parts.ts';
import { isForParts, isOnlyLogged, sentOf } from '../../../../functions/shared/signals/sent.ts';
import { SIGNALS } from '../../../../functions/shared/signals/signals.ts';
import { turnsOfParts } from '../../../../local/view/turns-of-parts.ts';

const NOW = Date.parse('2026-11-25T10:33:04Z');
const config = resolveConfig({
  environment: 'production',
  endpoints: [{ name: 'health', url: 'https://a.example.org/api/v1/health/' }],
  components: ['weaviate', 'weaviate/Exercise'],
  logs: { group: 'atlasml' },
  memory: { source: 'ecs', cluster: 'c', service: 's' },
  disk: { source: 'cloudwatch-agent', dimensions: { path: '/' } },
  cpu: { source: 'ecs', cluster: 'c', service: 's' },
  email: ['ops@example.org'],
  slack: { webhookParameter: '/slack' },
  heartbeat: { urlParameter: '/beat' },
});
const definitions = alarmsOf(config);
const natives = nativeAlarmsOf(definitions);

test('every signal has a native alarm; components share one, so do channels, and the checks that cannot see', () => {
  const inAws = SIGNALS.filter(({ measure }) => measure !== 'container').map(({ id }) => id);
  expect(new Set(natives.map(({ signal }) => signal.id))).toEqual(new Set(inAws));
  const shared = natives.filter(({ parts }) => parts.length > 1).map(({ name, parts }) => [name, parts.length]);
  expect(shared).toEqual([
    ['atlasml-production-component-down', 2],
    ['atlasml-production-channel-lost', 2],
    ['atlasml-production-check-unknown', 3],
  ]);
  expect(natives.flatMap(({ parts }) => parts)).toEqual(expect.arrayContaining(definitions));
});

test('what CloudWatch gets is what an alarm there watches, and all else stands in the log', () => {
  const watched = new Set<MetricKey>(SIGNALS.map(({ metric }) => metric));
  for (const key of Object.keys(METRICS) as MetricKey[]) {
    const isShared = watched.has(key) && isOnlyLogged(key);
    expect([key, isOnlyLogged(key)]).toEqual([key, isShared || !(watched.has(key) || isForParts(key))]);
  }
  expect(natives.filter(({ metric }) => isOnlyLogged(metric))).toEqual([]);
});

test('CloudWatch gets what an alarm watches, and of those that share one the worst', () => {
  const part = (Component: string, value: number) => ({ key: 'componentUp' as const, value, dimensions: { Component } });
  const sent = sentOf([
    { key: 'up', value: 1, dimensions: { Endpoint: 'health' }, highResolution: true },
    part('weaviate', 1),
    part('weaviate/Exercise', 0),
    { key: 'observationUnknown', value: 0, dimensions: { Check: 'health' } },
    { key: 'tookP95', value: 0.2, dimensions: {} },
  ]);
  expect(sent).toEqual([
    { key: 'up', value: 1, dimensions: { Endpoint: 'health' }, highResolution: true },
    { key: 'componentsUp', value: 0, dimensions: {} },
    { key: 'checksUnknown', value: 0, dimensions: {} },
  ]);
});

const health = (values: Record<string, number>, atMs = NOW - 10_000): Observation => ({
  check: 'health',
  atMs,
  endpoints: [],
  published: Object.entries(values).map(([Component, value]) => ({ key: 'componentUp', value, dimensions: { Component } })),
});

function partsOf(value: AlarmStateValue, id: 'component-down' | 'check-unknown', observations: Observation[]) {
  const native = natives.find(({ signal }) => signal.id === id);
  const state: AlarmState = {
    name: native?.name ?? '',
    signal: id,
    severity: 'page',
    title: '',
    subject: '',
    value,
    reason: 'because',
    sinceMs: NOW - 60_000,
  };
  return byParts([state], definitions, observations, NOW).map((a) => [a.title, a.value]);
}

test('which component fails is what the newest run saw', () => {
  expect(partsOf('ALARM', 'component-down', [health({ weaviate: 1, 'weaviate/Exercise': 0 })])).toEqual([
    ['component weaviate fails', 'OK'],
    ['component weaviate/Exercise fails', 'ALARM'],
  ]);
  // Well again for a moment: the alarm decides when it is over, and which one it was for is not known any more.
  const values = (observations: Observation[]) => partsOf('ALARM', 'component-down', observations).map(([, value]) => value);
  expect(values([health({ weaviate: 1, 'weaviate/Exercise': 1 })])).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
  expect(values([])).toEqual(['ALARM', 'ALARM']);
  expect(values([health({ weaviate: 0 }, NOW - 3_600_000)])).toEqual(['ALARM', 'ALARM']);
  expect(partsOf('INSUFFICIENT_DATA', 'component-down', [health({ weaviate: 0 })]).map(([, v]) => v)).toEqual([
    'INSUFFICIENT_DATA',
    'INSUFFICIENT_DATA',
  ]);
});

test('that one check sees proves nothing of another that does not run', () => {
  const sees = (check: 'health' | 'logs', value: number): Observation =>
    ({ check, atMs: NOW, published: [{ key: 'observationUnknown', value, dimensions: { Check: check } }] }) as never;
  expect(partsOf('OK', 'check-unknown', [sees('health', 0), sees('logs', 0)])).toEqual([
    ['the check of health cannot see', 'OK'],
    ['the check of logs cannot see', 'OK'],
    ['the check of memory cannot see', 'INSUFFICIENT_DATA'],
  ]);
  expect(partsOf('ALARM', 'check-unknown', [sees('health', 0), sees('logs', 1)]).map(([, value]) => value)).toEqual([
    'OK',
    'ALARM',
    'INSUFFICIENT_DATA',
  ]);
});

test('an alarm whose gauge is sent each minute stays as CloudWatch has it; of one that is sent seldom its check must have seen it', () => {
  const each = { name: 'atlasml-production-logs-silent', value: 'OK' } as AlarmState;
  const seldom = { name: 'atlasml-production-server-errors', value: 'OK' } as AlarmState;
  const after = (observations: Observation[], value: AlarmStateValue = 'OK') =>
    byParts([each, { ...seldom, value }], definitions, observations, NOW).map((a) => a.value);
  const logs = (published: Metric[], atMs = NOW - 60_000) => [{ check: 'logs', atMs, published } as never];
  const none: Metric = { key: 'serverErrors', value: 0, dimensions: {} };
  expect(after(logs([none]))).toEqual(['OK', 'OK']);
  expect(after([])).toEqual(['OK', 'INSUFFICIENT_DATA']);
  expect(after(logs([none], NOW - 600_000))).toEqual(['OK', 'INSUFFICIENT_DATA']);
  expect(after(logs([]))).toEqual(['OK', 'INSUFFICIENT_DATA']);
  // What was on stays on until it is seen to be over.
  expect(after([], 'ALARM')).toEqual(['OK', 'ALARM']);
});

test('a change of a shared alarm was for the part that the reporter found then, else for all', () => {
  const turn = { name: 'atlasml-production-component-down', atMs: NOW, was: 'OK', became: 'ALARM', reason: '' } as const;
  const alarm = { name: 'atlasml-production-component-down-weaviate', value: 'ALARM', sinceMs: NOW, threshold: 1 } as const;
  const names = (runs: Parameters<typeof turnsOfParts>[2]) => turnsOfParts([turn], definitions, runs).map(({ name }) => name);
  expect(names([{ atMs: NOW + 5_000, alarms: [alarm] }])).toEqual([alarm.name]);
  expect(names([])).toEqual([alarm.name, `${alarm.name}-exercise`]);
  const ended = { ...turn, was: 'ALARM', became: 'OK' } as const;
  const of = turnsOfParts([ended], definitions, [{ atMs: NOW - 5_000, alarms: [alarm] }]);
  expect(of.map(({ name }) => name)).toEqual([alarm.name]);
});
