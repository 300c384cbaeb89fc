import { describe, expect, test } from 'vitest';
import { checkLogs, windowAt } from '../../../functions/check-logs/check.ts';
import { countersOf } from '../../../functions/check-logs/counters.ts';
import { logMetrics, serverErrorPercent } from '../../../functions/check-logs/metrics.ts';
import {
  binWidthFor,
  countQuery,
  EVIDENCE_LIMIT,
  evidenceQuery,
  refusedByClientQuery,
  STARTS_QUERY,
  TOOK_QUERY,
} from '../../../functions/check-logs/query.ts';
import { withStream } from '../../../functions/shared/aws/log-source.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import { MOST_PATH_CHARACTERS, tooLongForQuery } from '../../../functions/shared/config/log-paths.ts';
import type { LogsObservation } from '../../../functions/shared/observation.ts';
import type { KindMemory, LogAnswer, LogSource } from '../../../functions/shared/ports.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { caseOf, recorded } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';
import { LOGS, observe, spanOf } from './support.ts';

const QUERIES = {
  counts: countQuery(countersOf(LOGS), binWidthFor(300_000)),
  took: TOOK_QUERY,
  starts: STARTS_QUERY,
  evidence: evidenceQuery(EVIDENCE_LIMIT),
  refused: refusedByClientQuery(LOGS),
};

describe('the texts sent to Logs Insights', () => {
  test.each(Object.entries(QUERIES))('%s keeps its backslashes (insights-03)', (_name, query) => {
    expect(query).toMatch(/\\d\{4\}-\\d\{2\}-\\d\{2\}|\\x1b\\\[/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a lost backslash would leave exactly these
    expect(query).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  test.each(Object.entries(QUERIES))('%s uses only commands that the documentation lists', (_name, query) => {
    const commands = query.split('\n| ').map((stage) => stage.split(' ')[0]);
    expect(['fields', 'filter', 'parse', 'stats', 'sort', 'limit']).toEqual(expect.arrayContaining(commands));
  });

  test.each(Object.entries(QUERIES))('%s has no look-around, which no document mentions', (_name, query) => {
    expect(query).not.toMatch(/\(\?[=!]|\(\?<[=!]/);
  });

  test.each(Object.entries(QUERIES))('%s names its fields so that no key of a JSON line is one of them', (_name, query) => {
    const groups = [...query.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name);
    expect(groups.every((name) => /^matched[A-Za-z0-9]+$/.test(name ?? ''))).toBe(true);
  });

  test.each(Object.entries(QUERIES))('%s is within the 10,000 characters of StartQuery', (_name, query) => {
    expect(query.length).toBeLessThan(10_000);
  });

  // U54: as many paths as were too many once, and as long as the configuration takes.
  test.each([
    ['20 and 20 of 35 characters', 20, 35],
    ['as many as fit', 26, 33],
  ])('the longest query of a configuration is within it: %s', (_name, many, characters) => {
    const path = (i: number) => `/api/v1/${String(i).padStart(2, '0')}.x/y/z`.padEnd(characters, 'p');
    const paths = Array.from({ length: many }, (_, i) => path(i));
    const logs = { healthPaths: paths, servedPathPrefixes: paths };
    expect(tooLongForQuery(logs)).toBeUndefined();
    const left = MOST_PATH_CHARACTERS - 2 * paths.reduce((sum, p) => sum + p.replace(/[./]/g, 'xx').length + 1, 0);
    const stream = 's'.repeat(Math.min(512, left));
    expect(tooLongForQuery({ ...logs, stream })).toBeUndefined();
    for (const query of [countQuery(countersOf(logs), binWidthFor(300_000)), refusedByClientQuery(logs)]) {
      expect(withStream(query, stream).length).toBeLessThanOrEqual(10_000);
    }
  });

  test.each([
    [300_000, '5s'],
    [86_400_000, '1m'],
    [30 * 86_400_000, '30m'],
  ])('a window of %i ms is cut into bins of %s', (ms, text) => {
    expect(binWidthFor(ms).text).toBe(text);
  });
});

const answering = (answer: LogAnswer): LogSource => ({
  query: async () => answer,
  lines: async () => ({ state: 'unknown', reason: 'not here' }),
});

describe('a query without an answer is unknown, never zero', () => {
  test('the observation has a reason and no counts, and publishes nothing but that it is unknown', async () => {
    const source = answering({ state: 'unknown', reason: 'the query ended as Failed' });
    const observation = await checkLogs(LOGS, windowAt(Date.now(), 0), { source, clock: new StillClock() });
    expect(observation).toMatchObject({ unknown: 'the query ended as Failed' });
    expect(observation.counts).toBeUndefined();
    expect(logMetrics(observation, { ...DEFAULTS.thresholds })).toEqual([
      { key: 'observationUnknown', value: 1, dimensions: { Check: 'logs' } },
    ]);
  });

  test('a complete query without rows is a quiet window: no lines, nothing recognised, no error', async () => {
    const source = answering({ state: 'complete', rows: [], bytesScanned: 0 });
    const { counts } = await checkLogs(LOGS, windowAt(Date.now(), 0), { source, clock: new StillClock() });
    expect(counts).toMatchObject({ lines: 0, serverErrors: 0, longestSilenceSeconds: 299.999, tookP50Seconds: null });
  });

  test('evidence that cannot be had leaves the counts and says so', async () => {
    const events = recorded('logs/openai-failing');
    const local = localLogSource(() => events);
    const source: LogSource = {
      ...local,
      query: (q) =>
        q.query === evidenceQuery(EVIDENCE_LIMIT) ? Promise.resolve({ state: 'unknown', reason: 'throttled' }) : local.query(q),
    };
    const observation = await checkLogs(
      LOGS,
      { startMs: 0, endMs: Date.parse('2027-01-01') },
      { source, clock: new StillClock() },
    );
    expect(observation.counts?.serverErrors).toBe(8);
    expect(observation.notes).toEqual(['no evidence: throttled']);
  });
});

describe('metrics', () => {
  test('T01: a percentage needs a minimum count, and no traffic is 0', () => {
    const { input, expected } = caseOf('T01');
    const states = input.samples.map(({ errors, requests }: { errors: number; requests: number }) => {
      const percent = serverErrorPercent(
        { serverErrors: errors, requests: { '2xx': requests - errors, '3xx': 0, '4xx': 0, '5xx': errors } },
        3,
      );
      expect(percent).not.toBeNaN();
      return percent > 10 ? 'ALARM' : 'OK';
    });
    expect(states).toEqual(expected.states);
  });

  test('an observation publishes each gauge once', async () => {
    const metrics = logMetrics(await observe(recorded('logs/healthy')), { ...DEFAULTS.thresholds });
    expect(metrics.length).toBeGreaterThan(15);
    expect(new Set(metrics.map((m) => m.key)).size).toBe(metrics.length);
  });
});

test('more error lines than are fetched as evidence are said, and counted all the same', async () => {
  const many = recorded('logs/openai-failing');
  const twenty = Array.from({ length: 20 }, (_, i) => many.map((e) => ({ ...e, timestamp: e.timestamp + i }))).flat();
  const { counts, notes } = await observe(twenty.sort((a, b) => a.timestamp - b.timestamp));
  expect(counts?.serverErrors).toBe(160);
  expect(notes).toEqual(['of the error lines only the first and the newest 100 are looked at']);
});

describe('new kinds of error', () => {
  const failing = recorded('logs/openai-failing');
  const window = spanOf(failing);
  const look = (kinds: KindMemory, at = window.endMs) =>
    checkLogs(LOGS, window, { source: localLogSource(() => failing), clock: new StillClock(at), kinds });
  const published = (observation: LogsObservation) =>
    logMetrics(observation, { ...DEFAULTS.thresholds }).find((m) => m.key === 'newErrorKinds')?.value;

  test('are new when nothing like them was seen before, also for a run that happens twice', async () => {
    const kinds = new SqliteStore('test');
    expect(published(await look(kinds))).toBe(6);
    expect(published(await look(kinds))).toBe(6);
  });

  test('are known in later windows', async () => {
    const kinds = new SqliteStore('test');
    await kinds.firstSeen(
      (await look(kinds)).evidence.map((k) => k.fingerprint),
      0,
    );
    const known: KindMemory = { firstSeen: async (fingerprints) => new Map(fingerprints.map((f) => [f, window.startMs - 1])) };
    expect(published(await look(known))).toBe(0);
  });

  test('are not called new where the memory fails, and the counts are told all the same', async () => {
    const failing: KindMemory = { firstSeen: () => Promise.reject(new Error('no table')) };
    const observation = await look(failing);
    expect(published(observation)).toBe(0);
    expect(observation.counts?.serverErrors).toBe(8);
    expect(observation.evidence).toHaveLength(6);
    expect(observation.notes).toContain('which errors are new is not known: no table');
  });

  test('are not called new where nothing remembers', async () => {
    expect(published(await observe(failing))).toBe(0);
  });
});

test('evidence groups what differs only in numbers, redacted, without the lines of rejected requests', async () => {
  const { evidence } = await observe(recorded('logs/openai-failing'));
  expect(evidence.map((e) => [e.count, e.level, e.logger])).toEqual([
    [3, 'ERROR', 'atlasml.utils'],
    [3, 'ERROR', 'atlasml.utils'],
    [1, 'ERROR', 'atlasml.routers.competency'],
    [1, 'ERROR', 'atlasml.utils'],
    [1, 'ERROR', 'atlasml.routers.competency'],
    [1, 'ERROR', 'atlasml.utils'],
  ]);
});
