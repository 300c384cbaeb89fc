import { describe, expect, test } from 'vitest';
import { checkLogs } from '../../../functions/check-logs/check.ts';
import { logMetrics, refusedRequests } from '../../../functions/check-logs/metrics.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { StillClock } from '../../support/fakes.ts';
import { LOGS, observe, spanOf } from './support.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const PHRASES: Record<number, string> = { 200: 'OK', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' };
const access = (client: string, status: number, path = '/api/v1/competency/suggest') =>
  `INFO:     ${client}:${40_000 + status} - "POST ${path} HTTP/1.1" ${status} ${PHRASES[status]}`;
const every = (messages: string[]) => messages.map((message, i) => ({ timestamp: NOW + i * 1000, message }));
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('who is refused', () => {
  test('is told by number, share, clients and since when', async () => {
    const events = every([
      ...times(10, access('10.0.0.1', 200)),
      ...times(7, access('10.0.0.2', 403)),
      ...times(2, access('10.0.0.3', 401)),
      access('10.0.0.3', 404),
    ]);
    const { refusals } = await observe(events);
    expect(refusals).toEqual({ count: 9, requests: 20, clients: 2, mostOfOne: 7, sinceMs: NOW + 10_000 });
  });

  test('nobody leaves nothing, and costs no query', async () => {
    const events = every(times(30, access('10.0.0.1', 404)));
    const asked: string[] = [];
    const local = localLogSource(() => events);
    const source: LogSource = {
      ...local,
      query: (question) => {
        asked.push(question.query);
        return local.query(question);
      },
    };
    const seen = await checkLogs(LOGS, spanOf(events), { source, clock: new StillClock(NOW) });
    expect(seen.refusals).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  test('a query without an answer leaves the clients unknown and the number known', async () => {
    const events = every(times(6, access('10.0.0.1', 401)));
    const local = localLogSource(() => events);
    const source: LogSource = {
      ...local,
      query: async (question) =>
        question.query.includes('as refused') ? { state: 'unknown', reason: 'throttled' } : local.query(question),
    };
    const { refusals } = await checkLogs(LOGS, spanOf(events), { source, clock: new StillClock(NOW) });
    expect(refusals).toMatchObject({ count: 6, clients: 0, mostOfOne: 0 });
  });

  test('a refused health request is the business of check-health', async () => {
    const health = 'INFO:     10.0.0.9:1 - "GET /api/v1/health/ HTTP/1.1" 401 Unauthorized';
    expect((await observe(every(times(9, health)))).refusals).toBeUndefined();
    const { refusals } = await observe(every([...times(9, health), ...times(5, access('10.0.0.1', 403))]));
    expect(refusals).toMatchObject({ count: 5, clients: 1, mostOfOne: 5 });
  });
});

describe('refusals matter', () => {
  const { thresholds } = DEFAULTS;
  test.each([
    ['30 users refused and nobody served', 30, 30, 30],
    ['1,207 refusals of one client among many requests', 1207, 9000, 1207],
    ['five of nine', 5, 9, 5],
    ['four of four at night', 4, 4, 0],
    ['five of ten', 5, 10, 0],
    ['twenty among hundreds', 20, 300, 0],
    ['21 among hundreds', 21, 300, 21],
  ])('%s', (_title, count, requests, expected) => {
    expect(refusedRequests({ count, requests }, thresholds)).toBe(expected);
  });

  test('none are published as 0, so that the alarm can end', async () => {
    const observation = await observe(every([access('10.0.0.1', 200)]));
    const published = logMetrics(observation, { ...thresholds }).find((m) => m.key === 'refusedRequests');
    expect(published?.value).toBe(0);
  });
});
