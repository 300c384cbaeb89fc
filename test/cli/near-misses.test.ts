import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../cli/replay/near-misses.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { LogCounts, MemoryObservation } from '../../functions/shared/observation.ts';
import type { Run } from '../../local/replay/scan.ts';
import { QUIET_COUNTS } from '../support/quiet-counts.ts';

const MINUTE = 60_000;
const at = (minutes: number) => Date.parse('2026-11-25T10:00:00Z') + minutes * MINUTE;
const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  logs: { group: 'g' },
  memory: { source: 'metric', namespace: 'n', metric: 'm', dimensions: {} },
});
const NONE: LogCounts = { ...QUIET_COUNTS, lines: 100, requests: { '2xx': 1000, '3xx': 0, '4xx': 0, '5xx': 0 } };
const logs = (minutes: number, counts: Partial<LogCounts>): Run => ({
  doneMs: at(minutes),
  observation: {
    check: 'logs',
    atMs: at(minutes),
    window: { startMs: at(minutes - 5), endMs: at(minutes) - 1 },
    counts: { ...NONE, ...counts },
    evidence: [],
    notes: [],
  },
});
const memory = (minutes: number, usedPercent: number, hoursToLimit: number): Run => {
  const observation: MemoryObservation = {
    check: 'memory',
    atMs: at(minutes),
    memory: { state: 'known', usedPercent, hoursToLimit, atMs: at(minutes) },
  };
  return { doneMs: at(minutes), observation };
};
const known = { id: 'a', fromMs: at(0), toMs: at(10), title: '', isReal: true };
const keys = (...runs: Run[]) => Object.fromEntries(candidatesOf({ runs }, config, known).map(({ key, to }) => [key, to]));

describe('the thresholds that came nearest to a missed incident', () => {
  test('below what was there for an alarm above a threshold; the worst minute counts where one is enough', () => {
    expect(keys(logs(1, { serverErrors: 4 }), logs(2, { serverErrors: 6 }), logs(3, {}))).toEqual({ serverErrors: 5 });
  });
  test('at what was there for an alarm that is on at its threshold', () => {
    expect(keys(logs(1, { starts: 2 }))).toEqual({ startsIn15Minutes: 2 });
  });
  test('only what enough minutes crossed: three of three for memory, and above it for what must not fall below', () => {
    expect(keys(memory(1, 70, 60), memory(2, 75, 40), memory(3, 72, 50))).toMatchObject({
      memoryUsedPercent: 69.9,
      hoursToMemoryLimit: 61,
    });
  });
  test('nothing of what came before it or more than six minutes after it', () => {
    expect(keys(logs(-1, { serverErrors: 6 }), logs(17, { serverErrors: 6 }))).toEqual({});
  });
  test('none where nothing moved, for a threshold of nothing is on for ever', () => {
    expect(keys(logs(1, {}), logs(2, {}))).toEqual({});
  });
  test('the nearest first', () => {
    const runs = [logs(1, { serverErrors: 9, unfinished: 2 })];
    expect(candidatesOf({ runs }, config, known).map(({ key }) => key)).toEqual(['serverErrors', 'unfinishedRequests']);
  });
});
