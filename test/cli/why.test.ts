import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { momentMs } from '../../cli/why/moment-time.ts';
import { whyNotWords } from '../../cli/why/words.ts';
import type { Moment } from '../../local/replay/moment.ts';
import { recordedPath } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'why-'));
const run = (...argv: string[]) => main(argv, { environment: { XDG_CACHE_HOME: folder } });
const log = recordedPath('docker/logs/d_weaviate_down');

describe('why', () => {
  test('says what was seen, what led, and who was told', async () => {
    const { text, code } = await run('why', '17:46', log);
    expect(code).toBe(0);
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/why.txt');
  });

  test('--alarm shows one alarm with its values, --queries the queries behind the numbers', async () => {
    const { text } = await run('why', '2026-11-25T17:46', log, '--alarm', 'endpoint-down-health', '--queries');
    expect(text).toContain('Up, minimum of 10 s: 0 is below 1, in 1 of the last 1 period (1 of 1 needed)');
    expect(text).toMatch(/values, oldest first: (?:-|1|0)(?:, (?:-|1|0)){2}/);
    expect(text).not.toContain('many server errors (since');
    expect(text).toContain(
      `npx atlasml-monitor query --start 2026-11-25T17:40:40.000Z --end 2026-11-25T17:45:39.999Z QUERY ${log}`,
    );
  });

  test('--json', async () => {
    const moment = JSON.parse((await run('why', '17:46', log, '--json')).text);
    expect(moment).toMatchObject({
      at: '2026-11-25T17:46:20.000Z',
      cause: { rule: moment.rules.find((r: { lostBy: unknown }) => r.lostBy === null).rule, short: 'Weaviate unreachable' },
      receivers: [{ receiver: 'email', told: ['opened'], whyNot: null }],
    });
    expect(moment.alarms.find((a: { alarm: string }) => a.alarm === 'atlasml-production-endpoint-down-health')).toMatchObject({
      state: 'ALARM',
      threshold: 1,
      values: expect.arrayContaining([0]),
      query: { namespace: 'AtlasML/Monitor', metric: 'Up', statistic: 'Minimum', periodSeconds: 10 },
    });
    const one = JSON.parse((await run('why', '17:46', log, '--alarm', 'endpoint-down-health', '--json')).text);
    expect(one.alarms.map(({ alarm }: { alarm: string }) => alarm)).toEqual(['atlasml-production-endpoint-down-health']);
  });
});

test('why-not says that nothing is new, or that no alarm was on', async () => {
  const known = await run('why-not', '17:47:10', log);
  expect(known.text).toMatch(/^Nobody was told: it knows already: nothing is new\.\n/);
  const well = await run('why-not', '17:50', recordedPath('docker/logs/a_steady_idle'), '--json');
  expect(JSON.parse(well.text).whyNot).toMatch(/^Nobody was told, because no alarm was on\./);
});

test.each([
  ['nothing is new', 'Nobody was told: nothing is new.'],
  ['it takes no message', 'Nobody was told. email: nothing is new; slack: it takes no message.'],
])('where receivers have reasons of their own each is named: %s', (ofSlack, words) => {
  const receivers = [
    { receiver: 'email', told: [], whyNot: 'nothing is new' },
    { receiver: 'slack', told: [], whyNot: ofSlack },
  ];
  expect(whyNotWords({ receivers, incident: {}, alarms: [], reason: 'unchanged' } as unknown as Moment)).toBe(words);
});

describe('the time that is meant', () => {
  const past = { startMs: Date.parse('2026-11-24T10:00:00Z'), untilMs: Date.parse('2026-11-25T10:40:00Z') };
  test.each([
    ['10:32', '2026-11-25T10:32:59.999Z'],
    ['10:40', '2026-11-25T10:40:00.000Z'],
    ['10:41', '2026-11-24T10:41:59.999Z'],
    ['23:59:30', '2026-11-24T23:59:30.999Z'],
    ['2026-11-24T11:00', '2026-11-24T11:00:59.999Z'],
    ['2026-11-24 11:00:05', '2026-11-24T11:00:05.000Z'],
    ['2026-11-24T12:00+01:00', '2026-11-24T11:00:59.999Z'],
  ])('%s is %s', (given, expected) => {
    expect(new Date(momentMs(given, past)).toISOString()).toBe(expected);
  });

  test.each(['25:00', '10:60', 'noon', '2026-11-26T10:00', '2026-13-01T10:00', '2026-11-24T09:00'])('%s is refused', (given) => {
    expect(() => momentMs(given, past)).toThrow(/^TIME is a time such as|is outside of what can be looked at/);
  });

  test('a day that no calendar has is no time', () => {
    expect(() => momentMs('2026-02-30T10:00', past)).toThrow('TIME is a time such as');
  });
});

test.each([[['why', '17:46', log, '--alarm', 'server-erors'], 'there is no alarm server-erors; did you mean server-errors?']])(
  '%j: told what is wrong',
  async (argv, sentence) => {
    const { text, code } = await run(...argv);
    expect(code).toBe(2);
    expect(text).toContain(sentence);
  },
);
