import { expect, test } from 'vitest';
import { incidentAt, incidentsAt } from '../../../local/capsule/incident-at.ts';
import { incident, member, NOW } from '../../functions/report-incident/support.ts';

const at = (minutesAgo: number) => NOW - minutesAgo * 60_000;
/** Down from 20 minutes ago, with its errors from 18; found out 17 ago, taken over 15 ago, well since 5, told so 3 ago. */
const whole = incident(
  [member('endpoint-down', 20, { state: 'ok', alarm: 'down' }), member('server-errors', 18, { state: 'ok', alarm: 'errors' })],
  {
    openedMs: at(20),
    resolvedMs: at(5),
    acknowledgedBy: 'anna',
    short: 'Weaviate unreachable',
    worst: 'DOWN',
    standing: 'WELL',
    account: { atMs: at(17), short: 'Weaviate unreachable', cause: 'c', certain: true, besides: [], errors: [] },
    changes: [{ revision: 2, atMs: at(15), joined: [], recovered: [], note: 'anna is on it' }],
    sent: [
      { atMs: at(20), receiver: 'email', kind: 'opened' },
      { atMs: at(3), receiver: 'email', kind: 'resolved' },
    ],
  },
);
const turns = [
  { name: 'down', atMs: at(20), was: 'OK', became: 'ALARM', reason: '' },
  { name: 'errors', atMs: at(18), was: 'OK', became: 'ALARM', reason: '' },
  { name: 'down', atMs: at(8), was: 'ALARM', became: 'OK', reason: '' },
  { name: 'errors', atMs: at(5), was: 'ALARM', became: 'OK', reason: '' },
] as const;

test.each([
  ['before it began there was none', 21, undefined],
  ['at first one alarm, no cause, nobody on it', 19, [['alarm'], undefined, undefined, undefined, 1]],
  ['then two and the cause', 16, [['alarm', 'alarm'], 'c', undefined, undefined, 1]],
  ['then somebody is on it', 10, [['alarm', 'alarm'], 'c', 'anna', undefined, 1]],
  ['then one alarm is well', 7, [['ok', 'alarm'], 'c', 'anna', undefined, 1]],
  ['all is well, which must last', 4, [['ok', 'ok'], 'c', 'anna', undefined, 1]],
  ['it is over when that was told', 3, [['ok', 'ok'], 'c', 'anna', at(5), 2]],
])('%s', (_, minutesAgo, expected) => {
  const then = incidentAt(whole, { turns: [...turns], messages: [] }, at(minutesAgo));
  const seen = then && [
    then.members.map(({ state }) => state),
    then.account?.cause,
    then.acknowledgedBy,
    then.resolvedMs,
    then.sent?.length,
  ];
  expect(seen).toEqual(expected);
});

test('a cause is known since a message named it; an alarm that came back was there before', () => {
  const account = { atMs: at(6), short: 'Weaviate unreachable', cause: 'c', certain: true, besides: [], errors: [] };
  const last = { ...whole, account };
  const subject = '[DOWN] AtlasML production: Weaviate unreachable since 10:13 UTC';
  const messages = [{ atMs: at(19), receiver: 'email', kind: 'opened', subject, text: '', incident: 'i1' }] as const;
  const members = last.members.map((m) => ({ ...m, sinceMs: at(9) }));
  const then = incidentAt({ ...last, members }, { turns: [...turns], messages: [...messages] }, at(17));
  expect([then?.account?.cause, then?.members.length]).toEqual(['c', 2]);
  expect(incidentAt(last, { turns: [...turns], messages: [] }, at(17))?.account).toBeUndefined();
});

test('what was kept of a moment stands for it', () => {
  const then = { ...whole, short: 'as it was kept' };
  const incidents = [
    { atMs: at(10), incident: then },
    { atMs: NOW, incident: whole },
  ];
  const shortAt = (minutesAgo: number) =>
    incidentsAt({ incidents, turns: [...turns], messages: [] }, at(minutesAgo)).map((i) => i.short);
  expect([shortAt(21), shortAt(12), shortAt(9), shortAt(0)]).toEqual([
    [],
    ['Weaviate unreachable'],
    ['as it was kept'],
    ['Weaviate unreachable'],
  ]);
});
