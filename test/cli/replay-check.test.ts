import { describe, expect, test } from 'vitest';
import { type ReasonPorts, reasonsHere, reasonsOtherwise, reasonsThere } from '../../cli/replay/check-reasons.ts';
import { howWords } from '../../cli/replay/check-words.ts';
import { setBeside } from '../../cli/replay/set-beside.ts';
import { type ToldThere, toldThere } from '../../cli/replay/told-there.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { KeptPast } from '../../local/view/kept-past.ts';
import { at, config, END, ERRORS, HEALTH, here, message, run, START, there, withMemory } from './beside.ts';

/** @param still minutes in which no check published anything. */
function portsOf(
  runs: KeptRun[],
  { still = [], thereConfig = config, logLines = 9 } = {} as {
    still?: [number, number] | [];
    thereConfig?: typeof config;
    logLines?: number;
  },
): ReasonPorts {
  const isStill = (minute: number) => still.length === 2 && minute >= still[0] && minute < still[1];
  const past: KeptPast = {
    config: thereConfig,
    runs: {
      between: async (startMs, endMs) => runs.filter((r) => r.atMs >= startMs && r.atMs <= endMs),
      firstAfter: async (startMs) => runs.find((r) => r.atMs >= startMs),
      lastBefore: async (endMs) => runs.findLast((r) => r.atMs <= endMs),
    },
    metrics: {
      read: async ({ startMs, endMs }) =>
        Array.from({ length: 60 }, (_, m) => ({ atMs: at(m), value: 0 })).filter(
          (p, m) => !isStill(m) && p.atMs >= startMs && p.atMs < endMs,
        ),
    },
    alarms: async () => [],
    turns: async () => [],
    incidents: async () => [],
    messages: async () => [],
  };
  const observation = { check: 'logs', atMs: at(10), window: { startMs: at(5), endMs: at(10) }, counts: { lines: logLines } };
  return {
    past,
    config,
    holds: { health: false, memory: false },
    scanned: {
      startMs: START,
      untilMs: END,
      runs: [{ doneMs: at(10), observation: { ...observation, evidence: [], notes: [] } as never }],
    },
  };
}

describe('what the replay tells and nobody was told of: why', () => {
  const silence = { fromMs: at(0), untilMs: at(30), why: 'deploy', by: 'ada' };
  test.each<[string, KeptRun[], Parameters<typeof portsOf>[1], string]>([
    [
      'a silence',
      [run(10, { state: { version: 0, incidents: [], notices: [], silence } })],
      {},
      'A silence was in force until 2026-11-25 10:30 UTC: deploy (ada).',
    ],
    ['a planned window', [run(10, { window: 'nightly' })], {}, 'The planned window nightly was open.'],
    [
      'the grace after a start',
      [run(10, { reason: 'in-deploy-grace' })],
      {},
      'AtlasML had just started: what fails then is told when it lasts.',
    ],
    [
      'a receiver that failed',
      [run(10, { failures: [{ receiver: 'slack', error: 'HTTP 500' }] })],
      {},
      'slack failed: HTTP 500.',
    ],
    [
      'a monitor that did not run',
      [run(1)],
      { still: [8, 16] },
      'The monitor did not run there from 2026-11-25 10:09 UTC to 2026-11-25 10:15 UTC.',
    ],
    [
      'no run that is kept',
      [],
      {},
      'No run of the reporter is kept of that time: an older version of the monitor, or more than 14 days ago.',
    ],
    [
      'another threshold',
      [run(10, { alarms: [{ name: ERRORS, value: 'OK', sinceMs: START, threshold: 50 }] })],
      {},
      'The threshold of "many server errors" was 50 there and is 10 here.',
    ],
    ['no alarm was on', [run(10)], {}, 'No alarm was on there.'],
  ])('%s', async (_what, runs, more, sentence) => {
    expect((await reasonsThere(here(10, 15), portsOf(runs, more)))[0]).toBe(sentence);
  });

  test('health is inferred in the replay', async () => {
    const [first] = await reasonsThere(here(10, 15, { alarms: [HEALTH] }), portsOf([run(10)]));
    expect(first).toMatch(/^No alarm was on there\. The replay infers health from the log/);
  });

  test('another version: on what was kept this one decides otherwise', async () => {
    const alarms = [{ name: ERRORS, value: 'ALARM' as const, sinceMs: at(9), threshold: 10, reason: 'r' }];
    const reasons = await reasonsThere(here(10, 15), portsOf([run(10, { alarms, reason: 'quiet' })]));
    expect(reasons).toEqual([
      'Another version or configuration: on what was seen at 2026-11-25 10:10 UTC this one decides differently (An incident was opened).',
    ]);
  });
});

describe('what was told and the replay does not tell: why', () => {
  test('the log shows no memory', async () => {
    const alarms = ['atlasml-production-memory-high'];
    expect(await reasonsHere({ ...there(10, 15), alarms }, portsOf([], { thereConfig: withMemory }))).toEqual([
      'The log shows no memory: give --series, or look at what the monitor kept.',
    ]);
  });

  test('the log has no line of that time', async () => {
    expect(await reasonsHere(there(10, 15), portsOf([], { logLines: 0 }))).toEqual([
      'The log that is replayed has no line of that time.',
    ]);
  });
});

test('what both told otherwise: a delivery that failed first', async () => {
  const failed = message(10, { failure: 'HTTP 500' });
  const late = there(10, 15, { messages: [failed, message(14)] });
  const [both] = setBeside([here(10, 15)], [late], END).otherwise;
  expect(both && howWords(both)).toEqual(['Told 4 min later there.']);
  expect(await reasonsOtherwise(here(10, 15), late, portsOf([run(10)]))).toContain(
    'slack did not take it at 2026-11-25 10:10 UTC: HTTP 500.',
  );
});

describe('the same trouble', () => {
  test.each<[string, ToldThere[], string]>([
    ['told a minute later is alike', [there(10, 15, { messages: [message(11)] })], 'alike'],
    ['told three minutes later is not', [there(10, 15, { messages: [message(13)] })], 'otherwise'],
    ['of another rule is not', [there(10, 15, { causes: ['slow'] })], 'otherwise'],
    ['of the same rule in other words is', [there(10, 15, { short: 'Weaviate was unreachable' })], 'alike'],
    ['as another standing is not', [there(10, 15, { standing: 'DOWN' })], 'otherwise'],
    ['whose message did not arrive was not told', [there(10, 15, { messages: [message(10, { failure: 'x' })] })], 'onlyHere'],
    ['that does not overlap is another', [there(30, 35)], 'onlyThere'],
  ])('%s', (_what, real, kind) => {
    const beside = setBeside([here(10, 15)], real, END);
    expect(beside[kind as keyof typeof beside]).toHaveLength(1);
  });
});

test('of an incident that went on after the log ends only what was told by then counts', async () => {
  const ports = portsOf([]);
  const incident: Incident = {
    id: 'i1',
    openedMs: at(50),
    resolvedMs: at(80),
    revision: 2,
    changes: [],
    members: [],
    worst: 'DOWN',
    account: { atMs: at(70), short: 'stopped', cause: 'It was stopped.', certain: true, besides: [], errors: [] },
    causes: [
      { id: 'slow', short: 'slow', atMs: at(51) },
      { id: 'stopped', short: 'stopped', atMs: at(70) },
    ],
  };
  const messages = [
    message(51, { incident: 'i1', subject: '[WARN] slow' }),
    message(70, { incident: 'i1', subject: '[DOWN] stopped' }),
  ];
  const past = { ...ports.past, incidents: async () => [incident], messages: async () => messages };
  expect(await toldThere(past, START, END)).toMatchObject([
    { short: 'slow', causes: ['slow'], standing: 'WARN', wentOn: true, messages: [{ subject: '[WARN] slow' }] },
  ]);
  expect((await toldThere(past, START, at(90)))[0]).toMatchObject({ short: 'stopped', standing: 'DOWN', resolvedMs: at(80) });
});
