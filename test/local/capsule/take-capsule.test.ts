import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { KeptRun } from '../../../functions/shared/incident/kept-run.ts';
import { incidentsIn, observationsIn, silenceIn } from '../../../local/capsule/from-runs.ts';
import { spanOf, takeCapsule } from '../../../local/capsule/take-capsule.ts';
import { capsuleBytes } from '../../../local/capsule/write-capsule.ts';
import type { KeptPast } from '../../../local/view/kept-past.ts';
import { incident, member } from '../../functions/report-incident/support.ts';

const HOUR = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);
const opened = at('10:30:20');

describe('from when to when a capsule reaches', () => {
  test.each<[string, number | undefined, number, string, string]>([
    ['an hour before it and a quarter of an hour after its end', at('11:00:00'), at('20:00:00'), '09:30:00', '11:16:00'],
    ['while it is open, up to now', undefined, at('10:40:10'), '09:30:00', '10:41:00'],
    ['soon after its end, up to now', at('11:00:00'), at('11:05:00'), '09:30:00', '11:06:00'],
  ])('%s', (_, resolvedMs, nowMs, from, until) => {
    const span = spanOf({ openedMs: opened, ...(resolvedMs !== undefined && { resolvedMs }) }, nowMs);
    expect(span).toEqual({ fromMs: at(from), untilMs: at(until) });
  });
  test('of one that goes on for days a day', () => {
    const { fromMs, untilMs } = spanOf({ openedMs: opened }, opened + 100 * HOUR);
    expect(untilMs - fromMs).toBeLessThanOrEqual(25 * HOUR + 60_000);
  });
});

const open = incident([member('endpoint-down', 2)], { openedMs: opened, revision: 1 });
const run = (time: string, more: Partial<KeptRun> = {}): KeptRun => ({
  atMs: at(time),
  reason: 'opened',
  missing: [],
  observations: [{ check: 'memory', atMs: at('10:31:00') }],
  state: { version: 1, incidents: [open], notices: [] },
  receivers: [],
  told: [],
  failures: [],
  problems: [],
  ...more,
});

describe('what the kept runs say', () => {
  test('an observation that stood in two of them is one', () => {
    const later = run('10:32:30', { observations: [{ check: 'memory', atMs: at('10:32:00') }] });
    const seen = observationsIn([run('10:31:10'), run('10:31:20'), later], { fromMs: at('10:31:00'), untilMs: at('10:32:00') });
    expect(seen).toEqual([{ check: 'memory', atMs: at('10:31:00') }]);
  });
  test('an incident is there once for each change that can be seen, and as it is now', () => {
    const proven = { ...open, members: open.members.map((m) => ({ ...m, good: { sinceMs: 1, lastMs: 2 } })) };
    const grown = { ...open, revision: 2 };
    const of = (time: string, ...incidents: (typeof open)[]) => run(time, { state: { version: 1, incidents, notices: [] } });
    const runs = [of('10:31:00', open), of('10:32:00', proven), of('10:33:00', grown, { ...open, id: 'another' })];
    expect(incidentsIn(runs, [grown], at('11:00:00'))).toEqual([
      { atMs: at('10:31:00'), incident: open },
      { atMs: at('10:33:00'), incident: grown },
      { atMs: at('11:00:00'), incident: grown },
    ]);
  });
  test('the newest silence', () => {
    const silence = { fromMs: 1, untilMs: 2, why: 'deploy', by: 'anna' };
    expect(silenceIn([run('10:31:00', { state: { version: 1, incidents: [], notices: [], silence } }), run('10:32:00')])).toBe(
      silence,
    );
    expect(silenceIn([run('10:31:00')])).toBeUndefined();
  });
});

const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  logs: { group: 'g' },
  hideIpAddresses: true,
});
const refused = () => Promise.reject(new Error('not authorized'));
const past = (more: Partial<KeptPast> = {}): KeptPast => ({
  config,
  runs: { between: async () => [], lastBefore: async () => undefined, firstAfter: async () => undefined },
  metrics: { read: async () => [] },
  alarms: async () => [],
  turns: async () => [],
  incidents: async () => [open],
  messages: async () => [],
  ...more,
});
const options = { nowMs: at('11:00:00'), monitor: '0.1.0' };

test('what cannot be read is missing and said, each by itself; the rest is there', async () => {
  const broken = past({ metrics: { read: refused }, turns: refused, messages: refused });
  const log = {
    async *events() {
      yield [{ timestamp: at('10:31:00'), message: 'a client at 192.0.2.7 failed' }];
    },
  };
  const sources = { past: broken, log, origin: 'AWS', isWholeLog: true } as const;
  const capsule = await takeCapsule(open, [open], sources, options);
  expect(capsule.about.notes).toEqual([
    'The history of the alarms could not be read: not authorized',
    'The messages could not be read: not authorized',
    'The metrics could not be read: not authorized',
  ]);
  expect(capsule.log[0]?.message).toBe('a client at [address] failed');
  expect(capsuleBytes(capsule).length).toBeGreaterThan(0);
});

test('a log that is cut, and one that is not there, are said', async () => {
  const line = { timestamp: opened, message: 'x'.repeat(1_000) };
  const log = {
    async *events({ startMs, endMs }: { startMs: number; endMs: number }) {
      if (opened >= startMs && opened <= endMs) yield Array(50).fill(line);
    },
  };
  const sources = { past: past(), log, origin: 'AWS', isWholeLog: true } as const;
  const { about } = await takeCapsule(open, [open], sources, { ...options, mostLogBytes: 20_000 });
  expect(about.notes).toEqual([
    'The log is here from 2026-11-25 09:30 UTC to 2026-11-25 10:30 UTC only: more of it would be too large.',
  ]);
  const none = await takeCapsule(open, [open], { past: past(), origin: 'AWS', isWholeLog: false }, options);
  expect(none.about.notes).toEqual(['There is no log of that time.']);
});
