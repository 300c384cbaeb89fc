import { describe, expect, test } from 'vitest';
import { checkLogs } from '../../../functions/check-logs/check.ts';
import { logMetrics } from '../../../functions/check-logs/metrics.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { StillClock } from '../../support/fakes.ts';
import { LOGS } from './support.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const HOUR = 3_600_000;
const WINDOW = { startMs: NOW - 300_000, endMs: NOW - 1 };

/** A day of Docker's health checks each 30 s, with the times that an agent of a zone gives them, until now. */
const day = (offsetMs: number, endedMs = NOW): LogEvent[] =>
  Array.from({ length: 2_880 }, (_, i) => endedMs - (2_880 - i) * 30_000 + 20_000).map((ms) => ({
    timestamp: ms + offsetMs,
    ingestionTime: ms + 900,
    message: 'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK',
  }));

const observe = (events: LogEvent[], hasAgentTimes = true) =>
  checkLogs(LOGS, WINDOW, { source: { ...localLogSource(() => events), hasAgentTimes }, clock: new StillClock(NOW) });

describe("CloudWatch's times of the log", () => {
  test.each<[string, number, number]>([
    ['an hour ahead', HOUR, 60],
    ['half an hour ahead', HOUR / 2, 30],
    ['five hours behind', -5 * HOUR, -300],
    ['three and a half hours behind', -3.5 * HOUR, -210],
  ])('%s: what is written now is unknown, never good, and it is said why', async (_title, offset, offsetMinutes) => {
    const seen = await observe(day(offset));
    expect(seen).toMatchObject({ clock: { offsetMinutes, isCounted: false } });
    expect(seen.counts).toBeUndefined();
    expect(seen.unknown).toMatch(/^CloudWatch's times of the log are .+ (ahead of|behind) the time at which they arrived/);
    expect(logMetrics(seen, DEFAULTS.thresholds)).toEqual([expect.objectContaining({ key: 'observationUnknown', value: 1 })]);
  });

  test('right: all is counted', async () => {
    expect(await observe(day(0))).toMatchObject({ counts: { healthRequests: 10 } });
    expect((await observe(day(0))).clock).toBeUndefined();
  });

  test('right, and AtlasML silent since an hour: that is a silence', async () => {
    const seen = await observe(day(0, NOW - HOUR));
    expect(seen).toMatchObject({ counts: { lines: 0, longestSilenceSeconds: 299.999 } });
    expect(seen.clock).toBeUndefined();
  });

  test('a few lines that somebody sent with a time to come hide nothing', async () => {
    const forged = Array.from({ length: 9 }, () => ({ timestamp: NOW + HOUR, message: 'INFO:     x', ingestionTime: NOW }));
    expect(await observe([...day(0), ...forged])).toMatchObject({ counts: { healthRequests: 10 } });
  });

  test('lines that CloudWatch took late, of a host that was cut off, are no other clock', async () => {
    const late = day(0, NOW - 20 * 60_000).map((e) => ({ ...e, ingestionTime: NOW - 1_000 }));
    expect((await observe(late)).clock).toBeUndefined();
  });

  test('files have no agent: nothing is asked', async () => {
    expect(await observe(day(HOUR), false)).toMatchObject({ counts: { healthRequests: 10 } });
  });
});
