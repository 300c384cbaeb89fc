import { beforeAll, describe, expect, test } from 'vitest';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import { type DecideOptions, decide } from '../../../local/replay/decide.ts';
import { isAtNight, pagesOf, replayedIncidents } from '../../../local/replay/incidents.ts';
import { pastConfig } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { type Scanned, scan } from '../../../local/replay/scan.ts';
import { type Line, logOf, piece, probes } from './sick-lines.ts';

const START_MS = Date.parse('2026-11-25T20:00:00Z');
const HOUR_S = 3_600;
/** Asked by Docker alone for an hour, then Weaviate dies and comes back, then an hour again. */
const PIECES: [number, Line[]][] = [
  [HOUR_S, probes(HOUR_S)],
  [100, piece('docker/logs/d_weaviate_down', 5, 105)],
  [HOUR_S, probes(HOUR_S)],
];
const { events } = logOf(START_MS, PIECES);
const config = pastConfig({});

async function decided(scanned: Scanned, options: DecideOptions = {}) {
  const told: ToldMessage[] = [];
  const failed: string[] = [];
  const observed: number[] = [];
  const incidents: Incident[] = await decide(
    scanned,
    config,
    {
      told: (m) => told.push(m),
      failed: (what, error) => failed.push(`${what}: ${error.message}`),
      observed: (o) => observed.push(o.atMs),
    },
    options,
  );
  return { told, failed, observed: observed.length, incidents };
}

describe('decisions on a past that was scanned', () => {
  let scanned: Scanned;
  beforeAll(async () => {
    scanned = await scan({ events, series: undefined }, config);
  });

  test('where nothing can come of it, passing over the time changes nothing', async () => {
    const [quick, whole] = [await decided(scanned), await decided(scanned, { isEveryMinute: true })];
    expect(quick).toEqual(whole);
    expect(whole.told.map((m) => m.kind)).toContain('resolved');
    expect(whole.failed).toEqual([]);
    expect(whole.observed).toBe(scanned.runs.length);
  });

  test('an incident has its messages, and each receiver gets them', async () => {
    const { told, incidents } = await decided(scanned, { receivers: ['email', 'slack'] });
    const [first] = replayedIncidents(incidents, told);
    expect(first).toMatchObject({ standing: 'DOWN', short: 'Weaviate unreachable' });
    expect(first?.messages.map((m) => m.receiver).toSorted()).toEqual([
      ...Array(told.length / 2).fill('email'),
      ...Array(told.length / 2).fill('slack'),
    ]);
    expect(first && pagesOf(first)).toHaveLength(told.filter((m) => m.severity === 'page' && m.kind !== 'resolved').length / 2);
  });

  test('where it is kept when the reporter ran it runs then, and sees what was there by then', async () => {
    const ofMinute = (m: ToldMessage) => m.atMs % 60_000;
    const endOf = ({ told }: { told: ToldMessage[] }) => told.find((m) => m.kind === 'resolved') as ToldMessage;
    const usual = endOf(await decided(scanned));
    expect(ofMinute(usual)).toBe(0);
    // It waited for the checks: seven seconds behind each minute around the end.
    const reportsMs = Array.from({ length: 9 }, (_, i) => usual.atMs + (i - 6) * 60_000 + 7_000);
    const then = endOf(await decided({ ...scanned, reportsMs }));
    expect([ofMinute(then), then.short]).toEqual([7_000, usual.short]);
    expect(then.atMs - usual.atMs).toBeLessThanOrEqual(7_000);
  });

  test('a header that holds a secret hides nothing: the past is asked without it', async () => {
    const headers = { Authorization: { parameter: '/atlasml-monitor/api-key' } };
    const secret = { ...config, endpoints: config.endpoints.map((e) => ({ ...e, headers })) };
    expect((await scan({ events, series: undefined }, secret)).runs).toEqual(scanned.runs);
  });
});

test.each([
  ['2026-11-25T21:59:59Z', 'UTC', false],
  ['2026-11-25T22:00:00Z', 'UTC', true],
  ['2026-11-25T06:59:59Z', 'UTC', true],
  ['2026-11-25T07:00:00Z', 'UTC', false],
  ['2026-11-25T21:00:00Z', 'Europe/Berlin', true],
  ['2026-07-25T20:30:00Z', 'Europe/Berlin', true],
])('at night: %s in %s is %s', (time, timezone, expected) => {
  expect(isAtNight(Date.parse(time), timezone)).toBe(expected);
});
