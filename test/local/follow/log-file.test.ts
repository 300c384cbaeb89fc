import { appendFileSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLogs, windowAt } from '../../../functions/check-logs/check.ts';
import { offsetAt } from '../../../local/lines/zone.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { StillClock } from '../../support/fakes.ts';
import { follow } from './support.ts';

const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** What AtlasML writes of one request a minute and of Docker's check, with the clock of its zone. */
const minute = (ms: number, zone: string): string => {
  const at = (s: number) => stamp(ms + s * 1000 + offsetAt(zone, ms + s * 1000));
  return [
    `${at(10)} - INFO - atlasml.app - 🔄 GET /api/v1/health/`,
    `${at(10)} - INFO - atlasml.app - 📤 Response: 200 (took 0.010s)`,
    'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK',
    `${at(40)} - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest`,
    `${at(40)} - ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom`,
    `${at(40)} - INFO - atlasml.app - 📤 Response: 500 (took 0.300s)`,
    'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error',
    '',
  ].join('\n');
};

/** Follows a file for ten minutes from a moment, one look a minute, as `watch` does. */
async function followed(zone: string, fromMs: number, options: { timezone?: string; wrap?: (text: string) => string } = {}) {
  const wrap = options.wrap ?? ((text: string) => text);
  const path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'atlasml.log');
  writeFileSync(path, wrap(minute(fromMs - 60_000, zone)));
  utimesSync(path, (fromMs - 20_000) / 1000, (fromMs - 20_000) / 1000);
  let nowMs = fromMs;
  const { source, read } = follow(path, () => nowMs, options.timezone);
  const seen = [];
  read(nowMs);
  for (let i = 0; i < 10; i++) {
    appendFileSync(path, wrap(minute(fromMs + i * 60_000, zone)));
    nowMs = fromMs + (i + 1) * 60_000;
    seen.push(await checkLogs(LOGS, windowAt(nowMs, 1), { source, clock: new StillClock(nowMs) }));
  }
  return seen;
}

const NOVEMBER = Date.parse('2026-11-25T10:00:00Z');

describe('a log that is followed', () => {
  test.each([
    ['Europe/Berlin', 'an ordinary day', NOVEMBER, "AtlasML's clock is 1 h ahead of UTC (as in Europe/Berlin): counted so"],
    ['America/New_York', 'an ordinary day', NOVEMBER, "AtlasML's clock is 5 h behind UTC (as in America/New_York): counted so"],
    ['Asia/Kolkata', 'an ordinary day', NOVEMBER, "AtlasML's clock is 5 h 30 min ahead of UTC (as in Asia/Kolkata): counted so"],
    ['Asia/Kathmandu', 'an ordinary day', NOVEMBER, "AtlasML's clock is 5 h 45 min ahead of UTC: counted so"],
    ['UTC', 'an ordinary day', NOVEMBER, undefined],
    [
      'Europe/Berlin',
      'the night that goes back an hour',
      Date.parse('2026-10-25T00:55:00Z'),
      "AtlasML's clock is 1 h ahead of UTC (as in Europe/Berlin): counted so",
    ],
    [
      'Europe/Berlin',
      'the night that leaves out an hour',
      Date.parse('2026-03-29T00:55:00Z'),
      "AtlasML's clock is 2 h ahead of UTC (as in Europe/Berlin): counted so",
    ],
  ])('from %s on %s is counted as it happened', async (zone, _day, fromMs, note) => {
    const seen = await followed(zone, fromMs);
    expect(seen.map((o) => o.counts?.serverErrors)).toEqual([2, 3, 4, 5, 5, 5, 5, 5, 5, 5]);
    expect(seen.map((o) => o.counts?.healthRequests)).toEqual([2, 3, 4, 5, 5, 5, 5, 5, 5, 5]);
    for (const { counts } of seen.slice(4)) expect(counts?.longestSilenceSeconds).toBeLessThanOrEqual(30);
    expect(seen.at(-1)?.notes).toEqual(note === undefined ? [] : [note]);
  });

  test('with its zone configured it is counted the same', async () => {
    const seen = await followed('Europe/Berlin', Date.parse('2026-10-25T00:55:00Z'), { timezone: 'Europe/Berlin' });
    expect(seen.map((o) => o.counts?.serverErrors)).toEqual([2, 3, 4, 5, 5, 5, 5, 5, 5, 5]);
    expect(seen.at(-1)?.clock).toEqual({ offsetMinutes: 60, zone: 'Europe/Berlin', isCounted: true });
  });

  test.each([
    [
      'America/New_York',
      "AtlasML's clock is 5 h behind UTC (as in America/New_York): counted so; the configured time zone does not fit",
    ],
    ['UTC', "AtlasML's clock is UTC: counted so; the configured time zone does not fit"],
  ])('from %s with another zone configured it is counted the same, and that is said', async (zone, note) => {
    const seen = await followed(zone, NOVEMBER, { timezone: 'Europe/Berlin' });
    expect(seen.slice(4).map((o) => o.counts?.serverErrors)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(seen.at(-1)?.notes).toEqual([note]);
  });

  test('with the prefix of docker compose it is counted the same', async () => {
    const wrap = (text: string) => text.replaceAll(/^(?=.)/gm, 'atlasml-1  | ');
    const seen = await followed('Europe/Berlin', NOVEMBER, { wrap });
    expect(seen.map((o) => o.counts?.serverErrors)).toEqual([2, 3, 4, 5, 5, 5, 5, 5, 5, 5]);
  });
});
