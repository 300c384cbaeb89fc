import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changeMsOf,
  isSlot,
  nextAttemptMs,
  withAttempt,
  withFailure,
} from '../../../../functions/report-incident/tell/back-off.ts';
import { emptyRecord } from '../../../../functions/shared/incident/receiver-record.ts';
import { incident, member, NOW } from '../support.ts';

const MINUTE = 60_000;

test('of one message nine copies go out in the first hour at most, and six in any later one', () => {
  let record = emptyRecord('slack');
  const sent: number[] = [];
  for (let minute = 0; minute < 240; minute++) {
    const now = NOW + minute * MINUTE;
    const attempt = record.attempts[0];
    if (attempt && now < nextAttemptMs(attempt)) continue;
    record = withAttempt(record, 'k', now, 30_000);
    sent.push(minute);
  }
  expect(sent.filter((m) => m < 60)).toEqual([0, 1, 3, 7, 15, 25, 35, 45, 55]);
  for (let from = 60; from < 180; from++) expect(sent.filter((m) => m >= from && m < from + 60).length).toBeLessThanOrEqual(6);
});

test('without a store, runs that know nothing of each other make seven copies in any hour at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 59_999 }), fc.integer({ min: -120, max: 600 }), (second, from) => {
      const runs = Array.from({ length: 60 }, (_, i) => NOW + second + (from + i) * MINUTE);
      expect(runs.filter((now) => isSlot(NOW, now)).length).toBeLessThanOrEqual(8);
      if (from === 0) expect(runs.filter((now) => isSlot(NOW, now)).length).toBe(7);
    }),
    { seed: 20261126, numRuns: 500 },
  );
});

test('the time of a change is the alarms’ own, so that a run that could save nothing comes to the same', () => {
  const changed = incident([member('memory-high', 9, { changedMs: NOW - 3 * MINUTE }), member('slow', 7)]);
  expect(changeMsOf(changed)).toBe(NOW - 3 * MINUTE);
});

describe('a send that failed', () => {
  const tried = withAttempt(emptyRecord('slack'), 'k', NOW, 30_000);

  test.each([
    ['was refused: no copy is out there, and it may be tried at once', { ambiguous: false }, 0],
    ['may have arrived: it waits', { ambiguous: true }, 1],
  ])('%s', (_title, failure, attempts) => {
    const failed = withFailure(tried, 'k', NOW, { ...failure, error: 'x' });
    expect(failed.attempts).toHaveLength(attempts);
    expect(failed.busyUntilMs).toBeUndefined();
  });

  test('leaves the receiver alone for as long as it asked, an hour at most', () => {
    const until = (retryAfterMs: number) =>
      withFailure(tried, 'k', NOW, { ambiguous: false, retryAfterMs, error: 'x' }).notBeforeMs;
    expect([until(90_000), until(86_400_000)]).toEqual([NOW + 90_000, NOW + 3_600_000]);
  });

  test('keeps since when nothing arrives', () => {
    const first = withFailure(tried, 'k', NOW, { ambiguous: false, error: 'x' });
    expect(withFailure(first, 'k', NOW + MINUTE, { ambiguous: false, error: 'y' }).failing).toEqual({ sinceMs: NOW, error: 'y' });
  });
});
