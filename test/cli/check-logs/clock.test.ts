import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import { offsetAt } from '../../../local/lines/zone.ts';
import userConfig from '../../../monitor.config.ts';
import { recorded } from '../../support/corpus.ts';
import { inZone, TOOLS } from '../../support/tool-formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'clock-'));
const EVENTS = recorded('logs/weaviate-dies');
const LAST = Math.floor((EVENTS.at(-1)?.timestamp ?? 0) / 1000) * 1000;
let files = 0;

function fileOf(text: string, writtenMs: number): string {
  const path = join(folder, `${files++}.log`);
  writeFileSync(path, text);
  utimesSync(path, writtenMs / 1000, writtenMs / 1000);
  return path;
}

const plain = (zone: string) => TOOLS[0]?.print(inZone(EVENTS, (ms) => offsetAt(zone, ms))) ?? '';
const COUNTS = { serverErrors: 3, healthRequests: 4, lines: 253, starts: 1 };

async function check(path: string, args: string[] = [], config: typeof userConfig = userConfig) {
  const { text } = await main(['check', 'logs', path, '--json', ...args], { loadConfig: async () => config, environment: {} });
  const { notes, window, ...counts } = JSON.parse(text);
  return { notes, window, counts };
}

describe('a finished file of a container in another zone', () => {
  test.each([
    ['Europe/Berlin', '1 h ahead of UTC (as in Europe/Berlin)'],
    ['America/New_York', '5 h behind UTC (as in America/New_York)'],
    ['Asia/Kolkata', '5 h 30 min ahead of UTC (as in Asia/Kolkata)'],
  ])('%s is found out from when the file was written, and said once', async (zone, words) => {
    const { notes, window, counts } = await check(fileOf(plain(zone), LAST + 800));
    expect(notes).toEqual([`AtlasML's clock is ${words}: counted so`]);
    expect(window.endMs).toBe(LAST);
    expect(counts).toMatchObject(COUNTS);
  });

  test('that is a copy is counted the same, by its own clock', async () => {
    const { notes, window, counts } = await check(fileOf(plain('Europe/Berlin'), LAST + 86_400_000 * 9 + 333_000));
    expect(notes).toEqual([]);
    expect(window.endMs).toBe(LAST + 3_600_000);
    expect(counts).toMatchObject(COUNTS);
  });

  test.each([
    ['--timezone', ['--timezone', 'Europe/Berlin'], userConfig],
    ['logs.timezone', [], { ...userConfig, logs: { group: 'atlasml', timezone: 'Europe/Berlin' } }],
  ])('with %s it is counted by that', async (_title, args, config) => {
    const { notes, window } = await check(fileOf(plain('Europe/Berlin'), LAST + 86_400_000 * 9), args, config);
    expect(notes).toEqual(["AtlasML's clock is 1 h ahead of UTC (Europe/Berlin): counted so"]);
    expect(window.endMs).toBe(LAST);
  });

  test('a configured zone that the outer times contradict is not named as the one that fits', async () => {
    const stamped = TOOLS.find(({ name }) => name === 'docker logs -t')?.print(
      inZone(EVENTS, (ms) => offsetAt('Europe/Berlin', ms)),
    );
    const { notes, window } = await check(fileOf(stamped ?? '', LAST), ['--timezone', 'America/New_York']);
    expect(notes).toEqual([
      "AtlasML's clock is 1 h ahead of UTC (as in Europe/Berlin): counted so; the configured time zone does not fit",
    ]);
    expect(Math.floor(window.endMs / 1000) * 1000).toBe(LAST);
  });

  test.each(TOOLS.filter((tool) => tool.exact))(
    'as printed by $name the outer time counts, and the clock is said',
    async ({ print }) => {
      const { notes, window, counts } = await check(
        fileOf(print(inZone(EVENTS, (ms) => offsetAt('America/New_York', ms))), LAST),
      );
      expect(notes).toEqual(["AtlasML's clock is 5 h behind UTC (as in America/New_York): counted so"]);
      expect(window).toEqual({ startMs: EVENTS[0]?.timestamp, endMs: EVENTS.at(-1)?.timestamp });
      expect(counts).toMatchObject(COUNTS);
    },
  );
});

test('times of CloudWatch that are wrong by a zone are put right and said', async () => {
  const wrong = EVENTS.map((e) => ({
    timestamp: e.timestamp - 18_000_000,
    ingestionTime: e.timestamp + 900,
    message: e.message,
  }));
  const { notes, window, counts } = await check(fileOf(JSON.stringify({ events: wrong }), LAST));
  expect(notes[0]).toMatch(
    /^CloudWatch's times of the log are 5 h behind the time at which it took the lines: the counts use the time at which it took them\./,
  );
  expect(window.endMs).toBe(EVENTS.at(-1)?.timestamp);
  expect(counts).toMatchObject(COUNTS);
});

test('two files of containers in two zones are one log by the moments', async () => {
  const one = fileOf(plain('Asia/Kolkata'), LAST + 800);
  const two = fileOf(plain('America/New_York'), LAST + 800);
  const { text } = await main(['check', 'logs', one, two, '--json']);
  const { window, serverErrors } = JSON.parse(text);
  expect(window.endMs - window.startMs).toBeLessThan(60_000);
  expect(serverErrors).toBe(6);
});

test.each(['Berlin', 'Europe/Berln', '+01:00 '])('logs.timezone: %j is refused', async (timezone) => {
  const { resolveConfig } = await import('../../../functions/shared/config/load.ts');
  const config = { ...userConfig, logs: { group: 'atlasml', timezone } };
  expect(() => resolveConfig(config, 'x')).toThrow('logs.timezone: must be a time zone such as Europe/Berlin');
});
