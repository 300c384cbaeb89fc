import { describe, expect, test } from 'vitest';
import { verdictWords } from '../../../cli/replay/judge-words.ts';
import type { ReplayedIncident } from '../../../local/replay/incidents.ts';
import { incidentAtMoment, judgeTold } from '../../../local/replay/judge.ts';
import { judgeCauses, judgeRules } from '../../../local/replay/judge-rules.ts';
import { isInDeploy, whenOf } from '../../../local/replay/judge-times.ts';
import type { KnownIncident } from '../../../local/replay/known-incidents.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';

const MINUTE = 60_000;
/** Minutes after 10:00. */
const at = (minutes: number) => Date.parse('2026-11-25T10:00:00Z') + minutes * MINUTE;
const known = (id: string, from: number, to: number, isReal = true): KnownIncident => ({
  id,
  fromMs: at(from),
  toMs: at(to),
  title: id,
  isReal,
});
const message = (minutes: number, more: Partial<ToldMessage> = {}): ToldMessage => ({
  receiver: 'email',
  atMs: at(minutes),
  kind: 'opened',
  severity: 'page',
  tag: 'DOWN',
  subject: `at ${minutes}`,
  short: 'x',
  cause: 'x',
  certain: true,
  also: [],
  text: '',
  ...more,
});
const incident = (short: string, ...messages: ToldMessage[]): ReplayedIncident => ({
  openedMs: messages[0]?.atMs ?? 0,
  short,
  cause: short,
  certain: true,
  standing: 'DOWN',
  alarms: [],
  messages,
});
const SPAN = { startMs: at(-60), untilMs: at(600) };
const judge = (all: KnownIncident[], ...incidents: ReplayedIncident[]) => judgeTold(all, incidents, SPAN);

describe('to which incident belongs what happens at a moment', () => {
  const a = known('a', 0, 20);
  const b = known('b', 23, 60);
  const c = known('c', 40, 50);
  const none = known('none', 100, 120, false);
  test.each<[string, number, string | undefined]>([
    ['six minutes before it nobody knew of it', -6, undefined],
    ['five minutes before it people had not noticed yet', -5, 'a'],
    ['at its begin', 0, 'a'],
    ['while it lasts', 10, 'a'],
    ['at its end', 20, 'a'],
    ['shortly after one and shortly before the next it is still of the one that was', 22, 'a'],
    ['in the next', 23, 'b'],
    ['in two that last at once it is of the one that began last', 45, 'c'],
    ['when that one is over it is of the other that still lasts', 51, 'b'],
    ['six minutes after the last end the windows still hold it', 66, 'b'],
    ['seven minutes after it it is of nothing', 67, undefined],
    ['in what people call no incident', 110, 'none'],
  ])('%s', (_, minutes, id) => {
    expect(incidentAtMoment([a, b, c, none], at(minutes))?.id).toBe(id);
  });
  test('a real one goes before one that was none', () => {
    expect(incidentAtMoment([known('real', 0, 30), known('none', 10, 20, false)], at(15))?.id).toBe('real');
  });
});

describe('what becomes of a real incident', () => {
  test.each<[string, ReplayedIncident[], object]>([
    ['told while it lasts: caught', [incident('x', message(2))], { result: 'caught', seconds: 120, isPaged: true }],
    ['told before people noticed: early', [incident('x', message(-3))], { result: 'early', seconds: -180, isPaged: true }],
    ['told when it was over: late', [incident('x', message(24))], { result: 'late', seconds: 1440, isPaged: true }],
    [
      'told by a warning: caught, without a page',
      [incident('x', message(2, { severity: 'warn', tag: 'WARN' }))],
      { result: 'caught', isPaged: false },
    ],
    [
      'warned first and paged later: the first counts',
      [incident('x', message(1, { severity: 'warn', tag: 'WARN' }), message(5))],
      { seconds: 60, isPaged: true },
    ],
    [
      'a reminder of an older trouble is no news: missed',
      [incident('x', message(-60), message(5, { kind: 'reminded' }))],
      { result: 'missed', isPaged: false },
    ],
    [
      'the end of an older trouble is no news: missed',
      [incident('x', message(-60), message(5, { kind: 'resolved' }))],
      { result: 'missed' },
    ],
    [
      'news within an incident of the replay that is open for long: caught',
      [incident('x', message(-60), message(5, { kind: 'changed' }))],
      { result: 'caught', seconds: 300 },
    ],
    ['nothing at all: missed', [], { result: 'missed', isPaged: false }],
  ])('%s', (_, incidents, verdict) => {
    expect(judge([known('a', 0, 20)], ...incidents).verdicts).toEqual([expect.objectContaining(verdict)]);
  });

  test('the middle and the worst are of those that were caught; an early one counts as at once', () => {
    const all = [known('a', 0, 20), known('b', 100, 120), known('c', 200, 220), known('d', 300, 320)];
    const judged = judge(all, incident('x', message(-2)), incident('x', message(103)), incident('x', message(209)));
    expect(judged).toMatchObject({ medianSeconds: 180, worstSeconds: 540, told: 3, toldReal: 3 });
  });

  test('one that began before the past is not judged, and what is told of it is not for nothing', () => {
    const judged = judge([known('old', -90, 10)], incident('x', message(5)));
    expect(judged.verdicts).toEqual([]);
    expect(judged.outside.map(({ id }) => id)).toEqual(['old']);
    expect(judged.pagesForNothing).toEqual([]);
  });
});

describe('what is told for nothing', () => {
  test('a page without an incident; two receivers are woken once', () => {
    const judged = judge([known('a', 0, 20)], incident('x', message(100), message(100, { receiver: 'slack' })));
    expect(judged.pagesForNothing.map(({ atMs }) => atMs)).toEqual([at(100)]);
    expect(judged).toMatchObject({ told: 1, toldReal: 0, othersForNothing: 0 });
  });
  test('a page of what people call no incident says so', () => {
    expect(judge([known('drill', 0, 20, false)], incident('x', message(5))).pagesForNothing).toMatchObject([{ marked: 'drill' }]);
  });
  test('a warning wakes nobody and is counted apart', () => {
    const judged = judge([], incident('x', message(5, { severity: 'warn', tag: 'WARN' })));
    expect([judged.pagesForNothing.length, judged.othersForNothing]).toEqual([0, 1]);
  });
  test('an incident that began with something real and goes on: only the page outside of it is for nothing', () => {
    const judged = judge([known('a', 0, 20)], incident('x', message(5), message(60, { kind: 'changed' })));
    expect(judged).toMatchObject({ told: 1, toldReal: 1, pagesForNothing: [{ atMs: at(60) }] });
  });
});

describe('when a page came', () => {
  test.each<[string, string, string]>([
    ['a Wednesday in the morning', '2026-11-25T10:00:00Z', 'at work'],
    ['the last minute of work', '2026-11-25T16:59:00Z', 'at work'],
    ['the evening', '2026-11-25T17:00:00Z', 'off hours'],
    ['22:00 in Berlin', '2026-11-25T21:00:00Z', 'asleep'],
    ['06:59 in Berlin', '2026-11-25T05:59:00Z', 'asleep'],
    ['07:00 in Berlin', '2026-11-25T06:00:00Z', 'off hours'],
    ['a Saturday at noon', '2026-11-28T11:00:00Z', 'off hours'],
  ])('%s', (_, time, when) => expect(whenOf(Date.parse(time), 'Europe/Berlin')).toBe(when));

  test.each([
    ['before a start', -1, false],
    ['at a start', 0, true],
    ['ten minutes after it', 10, true],
    ['later', 11, false],
  ])('%s', (_, minutes, expected) => expect(isInDeploy(at(minutes), [at(0)])).toBe(expected));
});

describe('what an alarm is worth', () => {
  const alarms = ['down', 'errors', 'slow', 'quiet'].map((name) => ({ name, title: name, severity: 'page' as const }));
  const firing = (alarm: string, minutes: number) => ({ alarm, atMs: at(minutes) });
  test('those that alone catch something come first, then those that catch most; one that was never on is left out', () => {
    const all = [known('a', 0, 20), known('b', 100, 120), known('none', 200, 210, false)];
    const firings = [
      firing('down', 1),
      firing('down', 3),
      firing('errors', 2),
      firing('errors', 99),
      firing('errors', 300),
      firing('slow', 205),
    ];
    expect(judgeRules(all, firings, alarms)).toEqual([
      {
        alarm: 'errors',
        title: 'errors',
        severity: 'page',
        fired: 3,
        caught: ['a', 'b'],
        alone: ['b'],
        medianSeconds: 0,
        worstSeconds: 120,
        forNothing: 1,
      },
      {
        alarm: 'down',
        title: 'down',
        severity: 'page',
        fired: 2,
        caught: ['a'],
        alone: [],
        medianSeconds: 60,
        worstSeconds: 60,
        forNothing: 0,
      },
      { alarm: 'slow', title: 'slow', severity: 'page', fired: 1, caught: [], alone: [], forNothing: 1 },
    ]);
  });
});

test('a cause is judged by the incidents that were told with it', () => {
  const all = [known('a', 0, 20)];
  const told = [
    incident('Weaviate', message(1)),
    incident('OpenAI', message(200)),
    incident('OpenAI', message(300)),
    incident('silent'),
  ];
  expect(judgeCauses(all, told)).toEqual([
    { short: 'Weaviate', told: 1, real: ['a'], forNothing: 0 },
    { short: 'OpenAI', told: 2, real: [], forNothing: 2 },
  ]);
});

test('of two at once the one that began first is missed, and it is said that people were told of the other', () => {
  const { verdicts } = judge([known('a', 0, 20), known('b', 10, 30)], incident('x', message(12)));
  expect(verdicts.map(({ result, isBesideAnother }) => [result, isBesideAnother])).toEqual([
    ['missed', true],
    ['caught', undefined],
  ]);
  expect(verdicts.map(verdictWords)).toEqual([
    'what was told meanwhile is counted for an incident that began later',
    'told after 2 min, paged',
  ]);
});
