import { describe, expect, test } from 'vitest';
import {
  evidenceSoFar,
  kindsOfAlarms,
  withEvidence,
  withKeptKinds,
} from '../../../../functions/report-incident/diagnose/kept-evidence.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import { readEvidence } from '../../../../functions/shared/incident/read-evidence.ts';
import type { Incident } from '../../../../functions/shared/incident/reporter-state.ts';
import type { EarlierEvidence, LogsObservation } from '../../../../functions/shared/observation.ts';
import { ago, counted, kind, NOW, on } from './seen-as.ts';

const logs = (more: Partial<LogsObservation> = {}): LogsObservation => ({
  check: 'logs',
  atMs: ago(0.3),
  window: { startMs: ago(5.3), endMs: ago(0.3) },
  evidence: [],
  notes: [],
  counts: counted({ lastAnswerMs: null, lines: 0 }),
  ...more,
});
const members = [on('endpoint-down', { subject: 'health', minutes: 20 })];
const incident = (evidence?: EarlierEvidence): Incident => ({
  id: 'i',
  openedMs: ago(20),
  revision: 1,
  changes: [],
  members,
  ...(evidence && { evidence }),
});
const seenWith = (evidence: EarlierEvidence, more: Partial<LogsObservation> = {}) =>
  witnessesOf([logs(more)], { members, evidence }, NOW);

describe('what is kept with an incident', () => {
  test('of each kind of error the newest, with the time of the first', () => {
    const first = logs({ evidence: [kind('a', { newestMs: ago(20) }), kind('b', { newestMs: ago(19) })] });
    const later = logs({ evidence: [kind('a', { newestMs: ago(1), count: 3 })] });
    const { kinds } = evidenceSoFar(evidenceSoFar(undefined, first), later);
    expect(kinds.map(({ text, count, oldestMs, newestMs }) => [text, count, oldestMs, newestMs])).toEqual([
      ['a', 3, ago(20), ago(1)],
      ['b', 12, ago(19), ago(19)],
    ]);
  });

  test('of very many kinds those of the beginning and the newest', () => {
    const many = Array.from({ length: 40 }, (_, i) => logs({ evidence: [kind(`k${i}`, { newestMs: ago(40 - i) })] }));
    const { kinds } = many.reduce<EarlierEvidence>((kept, seen) => evidenceSoFar(kept, seen), { kinds: [] });
    expect(kinds).toHaveLength(16);
    expect(kinds.map((k) => k.text)).toEqual(expect.arrayContaining(['k0', 'k7', 'k32', 'k39']));
  });

  test('what a later run does not see stays, and what it sees anew replaces it', () => {
    const crash = { line: 'Killed', atMs: ago(18) };
    const kept = evidenceSoFar(undefined, logs({ crash, ended: { atMs: ago(18), orderly: false, words: ['x'] } }));
    expect(evidenceSoFar(kept, logs())).toMatchObject({ crash, ended: { atMs: ago(18) } });
    const anew = logs({ crash: { line: 'Aborted', atMs: ago(1) } });
    expect(evidenceSoFar(kept, anew).crash?.line).toBe('Aborted');
  });

  test('nothing is kept with an incident that is over', () => {
    const state = { version: 1, notices: [], incidents: [{ ...incident(), resolvedMs: ago(1) }, incident()] };
    const next = withEvidence(state, [logs({ evidence: [kind('a')] })]);
    expect(next.incidents.map((i) => i.evidence?.kinds.length)).toEqual([undefined, 1]);
  });
});

describe('what was kept still counts', () => {
  test.each<[string, EarlierEvidence, object]>([
    [
      'a crash that nobody was served after',
      { kinds: [], crash: { line: 'Killed', atMs: ago(18) } },
      { crash: { line: 'Killed', atMs: ago(18) } },
    ],
    [
      'a crash before an answer is past',
      { kinds: [], crash: { line: 'Killed', atMs: ago(18) }, lastAnswerMs: ago(10) },
      { crash: undefined },
    ],
    [
      'a failed start before AtlasML was up is past',
      { kinds: [], startFailure: { exception: 'E', where: [], atMs: ago(18) }, upSinceMs: ago(17) },
      { startFailure: undefined },
    ],
    [
      'a failed start',
      { kinds: [], startFailure: { exception: 'E', where: [], atMs: ago(18) }, lastStartMs: ago(18) },
      { startFailure: { exception: 'E' }, lastStartMs: ago(18) },
    ],
    [
      'an end before a start is none',
      { kinds: [], ended: { atMs: ago(18), orderly: true, words: [] }, lastStartMs: ago(17) },
      { ended: undefined },
    ],
    [
      'a call that hangs is as long as it lasts',
      { kinds: [], waitsFor: { who: 'openai', isNamed: true, seconds: 40, sinceMs: ago(18) } },
      { waitsFor: { seconds: 18 * 60 } },
    ],
    [
      'a call before a start hangs no more',
      { kinds: [], waitsFor: { who: 'openai', isNamed: true, seconds: 40, sinceMs: ago(18) }, lastStartMs: ago(17) },
      { waitsFor: undefined },
    ],
    [
      'a slow call before an answer is past',
      { kinds: [], waitsFor: { who: 'openai', isNamed: true, seconds: 4, sinceMs: ago(18) }, lastAnswerMs: ago(17) },
      { waitsFor: undefined },
    ],
    [
      'the last words before the newest start',
      { kinds: [], lastWords: { atMs: ago(18), lines: ['x'] }, lastStartMs: ago(18) },
      { lastWords: ['x'] },
    ],
    [
      'the last words before another start are not its own',
      { kinds: [], lastWords: { atMs: ago(18), lines: ['x'] }, lastStartMs: ago(16) },
      { lastWords: [] },
    ],
  ])('%s', (_title, evidence, expected) => expect(seenWith(evidence)).toMatchObject(expected));

  test('while the log cannot be read, and when its check does not run at all', () => {
    const evidence: EarlierEvidence = { kinds: [kind('a', { newestMs: ago(18) })], crash: { line: 'Killed', atMs: ago(18) } };
    const { counts: _, ...unknown } = logs({ unknown: 'throttled' });
    for (const seen of [[unknown], []])
      expect(witnessesOf(seen, { members, evidence }, NOW)).toMatchObject({
        evidence: [{ text: 'a' }],
        crash: { line: 'Killed' },
      });
  });

  test('an error of before the alarms that are on is none of theirs', () => {
    const kinds = [kind('before', { newestMs: ago(27) }), kind('with', { newestMs: ago(25) })];
    expect(kindsOfAlarms(kinds, members).map((k) => k.text)).toEqual(['with']);
    expect(kindsOfAlarms(kinds, [{ ...on('slow'), state: 'ok' }])).toEqual([]);
    expect(withKeptKinds(logs({ evidence: [kind('now')] }), incident({ kinds })).evidence.map((k) => k.text)).toEqual([
      'now',
      'with',
    ]);
  });
});

test.each<[string, unknown, unknown]>([
  ['no object', 'x', undefined],
  ['an empty one', {}, { kinds: [] }],
  [
    'parts of another form',
    {
      kinds: [{ text: 'x' }, 7],
      crash: 'Killed',
      ended: { atMs: 1 },
      waitsFor: { who: 'redis' },
      lastStartMs: 'now',
      lastWords: { lines: ['x'] },
      startFailure: {},
    },
    { kinds: [] },
  ],
])('stored evidence that cannot be read is left out: %s', (_title, raw, expected) => expect(readEvidence(raw)).toEqual(expected));

describe('why starts failed, once one of them came up', () => {
  const startFailure = { exception: 'WeaviateConnectionError: Connection refused', where: [], atMs: ago(2) };
  const kept = { kinds: [], startFailure, lastStartMs: ago(1), lastAnswerMs: ago(0.5) };

  test('is known for as long as the starts are counted', () => {
    expect(seenWith(kept).startFailure).toEqual(startFailure);
  });

  test('is no reason of a start that failed after others were served', () => {
    expect(seenWith({ ...kept, lastAnswerMs: ago(1.5) }).startFailure).toBeUndefined();
  });

  test('is forgotten with the starts', () => {
    expect(seenWith({ ...kept, startFailure: { ...startFailure, atMs: ago(16) } }).startFailure).toBeUndefined();
  });
});
