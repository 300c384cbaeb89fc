import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterRun, counting, isDue, paceOf, slowWords, withScan } from '../../../functions/check-logs/scan-budget.ts';
import { decide } from '../../../functions/report-incident/decide.ts';
import { withBudget } from '../../../functions/send-digest/items/log-volume.ts';
import { EMPTY_STATE } from '../../../functions/shared/incident/reporter-state.ts';
import type { LogsObservation, ScanUse } from '../../../functions/shared/observation.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import { StillClock } from '../../support/fakes.ts';

const BEGIN = Date.UTC(2026, 10, 1);
const END = Date.UTC(2026, 11, 1);
const MINUTE = 60_000;
const GB = 1e9;
const fresh = (budgetGb: number, runBytes: number): ScanUse => ({
  month: '2026-11',
  bytes: 0,
  runBytes,
  everyMinutes: paceOf({ bytes: 0, runBytes, budgetGb }, BEGIN),
  budgetGb,
  atMs: BEGIN - 60 * MINUTE,
});

/** A month of runs that each read so much. @returns what was read, the paces in their order, and the longest pause in minutes. */
function month(budgetGb: number, runBytes: number, readAt: (atMs: number) => number = () => runBytes) {
  let use = fresh(budgetGb, runBytes);
  const paces = new Set<number>();
  let longest = 0;
  for (let atMs = BEGIN; atMs < END; atMs += MINUTE) {
    if (!isDue(use, atMs)) continue;
    longest = Math.max(longest, (atMs - use.atMs) / MINUTE);
    use = afterRun(use, readAt(atMs), budgetGb, atMs);
    paces.add(use.everyMinutes);
  }
  return { bytes: use.bytes, paces: [...paces], longest };
}

test('a budget that is enough changes nothing', () => {
  expect(month(101, (100 * GB) / 43_200).paces).toEqual([1]);
});

test('one that is not is never passed, and is nearly used up: it slows down before', () => {
  const budget = fc.integer({ min: 1, max: 500 });
  // From what even each hour could afford to a hundredth of that.
  const part = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(budget, part, (budgetGb, share) => {
      const runBytes = ((budgetGb * GB) / 720) * share;
      const { bytes } = month(budgetGb, runBytes);
      expect(bytes).toBeLessThanOrEqual(budgetGb * GB * (1 + 1e-9));
      const wanted = 43_200 * runBytes;
      expect(bytes).toBeGreaterThan(0.45 * Math.min(wanted, budgetGb * GB));
    }),
    { numRuns: 15 },
  );
});

test('a log that grows in the middle of a month slows it then, one step after the other', () => {
  const small = (60 * GB) / 43_200;
  const { bytes, paces } = month(100, small, (atMs) => (atMs < BEGIN + 10 * 86_400_000 ? small : 8 * small));
  expect(paces[0]).toBe(1);
  expect(Math.max(...paces)).toBeGreaterThanOrEqual(5);
  expect(bytes).toBeLessThanOrEqual(100 * GB);
});

test('a new month begins anew, and of one of which nothing is known its share counts as spent', () => {
  const used = { ...fresh(10, 1e5), bytes: 10 * GB, everyMinutes: 60 };
  expect(afterRun(used, 1e5, 10, END)).toMatchObject({ month: '2026-12', bytes: 1e5, everyMinutes: 1 });
  const half = afterRun(undefined, 1e6, 10, BEGIN + 15 * 86_400_000);
  expect(half.bytes).toBeCloseTo(5 * GB + 1e6, 0);
});

test('the pace is never quicker with less left, and never quicker with bigger runs', () => {
  const use = fc.record({ bytes: fc.integer({ min: 0, max: 1e11 }), runBytes: fc.integer({ min: 1, max: 1e9 }) });
  fc.assert(
    fc.property(use, fc.integer({ min: 0, max: 1e10 }), fc.integer({ min: BEGIN, max: END - 1 }), (at, more, atMs) => {
      const pace = (one: typeof at) => paceOf({ ...one, budgetGb: 100 }, atMs);
      expect(pace({ ...at, bytes: at.bytes + more })).toBeGreaterThanOrEqual(pace(at));
      expect(pace({ ...at, runBytes: at.runBytes + more })).toBeGreaterThanOrEqual(pace(at));
    }),
  );
});

test('bytes are those that Logs Insights read; what it could not answer counts nothing', async () => {
  const answers = [
    { state: 'complete' as const, rows: [], bytesScanned: 7 },
    { state: 'unknown' as const, reason: 'away' },
  ];
  const source = { query: async () => answers.shift() } as unknown as LogSource;
  const counted = counting(source);
  await counted.source.query({ query: '', startMs: 0, endMs: 1 });
  await counted.source.query({ query: '', startMs: 0, endMs: 1 });
  expect(counted.bytes()).toBe(7);
});

const slow: ScanUse = { month: '2026-11', bytes: 81 * GB, runBytes: 12e6, everyMinutes: 10, budgetGb: 100, atMs: BEGIN };
const seen: LogsObservation = { check: 'logs', atMs: BEGIN, window: { startMs: 0, endMs: 1 }, evidence: [], notes: [] };

test('it says so: with what was seen, in the checklist, and once a month to everybody', () => {
  const words = slowWords(slow);
  expect(words).toBe(
    'the log is counted every 10 minutes only, so that errors between are missed: its budget for Logs Insights would not last for the month otherwise (81.0 of 100 GB are used, 12.0 MB a run); raise logs.monthlyScanBudgetGB, or log less',
  );
  expect(withScan(seen, slow)).toMatchObject({ scan: slow, notes: [words] });
  expect(withScan(seen, { ...slow, everyMinutes: 1 }).notes).toEqual([]);
  expect(withBudget({ status: 'well', fact: '4 GB' }, slow)).toEqual({ status: 'bad', fact: '4 GB', more: [words] });
  const clock = new StillClock(BEGIN);
  const config = { deployGraceSeconds: 0, resolveAfterSeconds: 180 } as never;
  const ports = { clock, configured: [], newId: () => 'i' };
  const around = { alarms: [], observations: [withScan(seen, slow)], damaged: [], problems: [] };
  const { state } = decide(EMPTY_STATE, around, [], config, ports);
  expect(state.notices).toMatchObject([
    { id: 'scan budget 2026-11', text: expect.stringMatching(/^The log is counted every 10/) },
  ]);
  expect(decide(state, around, [], config, ports).state.notices).toHaveLength(1);
});
