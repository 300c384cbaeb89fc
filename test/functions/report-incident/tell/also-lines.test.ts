import { expect, test } from 'vitest';
import { compose } from '../../../../functions/report-incident/tell/compose.ts';
import type { Member } from '../../../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../../../functions/shared/observation.ts';
import { config, health, incident, logs, member, memory, NOW } from '../support.ts';

const minutesAgo = (minutes: number) => NOW - minutes * 60_000;
const weaviateFails = [member('endpoint-down', 5, { subject: 'health' }), member('component-down', 4, { subject: 'weaviate' })];

async function also(members: Member[], isWeaviate = true): Promise<string[]> {
  const observations: Observation[] = isWeaviate
    ? [await health('health-weaviate-unreachable'), await logs('logs/weaviate-dies'), memory]
    : [memory];
  return compose({ incident: incident(members), kind: 'opened', observations, nowMs: NOW }, config, []).also;
}

test.each<[string, Member[], string]>([
  [
    'errors that came with the outage follow from it',
    [...weaviateFails, member('server-errors', 4)],
    'many server errors (caused by this)',
  ],
  [
    'errors that were many a quarter of an hour before it do not',
    [...weaviateFails, member('server-errors', 20)],
    'many server errors (began 15 min before this)',
  ],
  [
    'it began when the time line says so, and not with its alarm',
    [...weaviateFails, member('server-errors', 22, { changedMs: minutesAgo(20) })],
    'many server errors (began 17 min before this)',
  ],
  [
    'one earlier error does not make the many that came with the outage older than it',
    [...weaviateFails, member('server-errors', 20, { changedMs: minutesAgo(4), firstFailureMs: minutesAgo(20) })],
    'many server errors (caused by this)',
  ],
  [
    'what an alarm saw a minute before the first probe that failed may follow from what the probe found',
    [...weaviateFails, member('server-errors', 6)],
    'many server errors (caused by this)',
  ],
  [
    'an outage begins with the first of its two alarms',
    [
      member('endpoint-down', 30, { subject: 'health' }),
      member('component-down', 4, { subject: 'weaviate' }),
      member('slow', 20, { subject: 'health' }),
    ],
    'endpoint health is slow (caused by this)',
  ],
])('%s', async (_title, members, line) => {
  expect(await also(members)).toContain(line);
});

test('of many that are alike, those of before are not told as the same as those that follow', async () => {
  const slow = (minutes: number, from: number) =>
    Array.from({ length: 10 }, (_, i) => member('slow', minutes, { subject: `e${from + i}` }));
  const lines = await also([...weaviateFails, ...slow(4, 0), ...slow(60, 10)]);
  expect(lines.filter((line) => line.includes('slow') || line.startsWith('the same'))).toEqual([
    'endpoint e0 is slow (caused by this)',
    'the same for 9 others: e1, e2, e3, e4, e5, e6, e7, e8 and 1 more',
    'endpoint e10 is slow (began 55 min before this)',
    'the same for 9 others: e11, e12, e13, e14, e15, e16, e17, e18 and 1 more',
  ]);
});

test.each<[string, Member[], string]>([
  [
    'memory that grew for hours was not caused by being nearly full',
    [member('memory-critical', 2), member('memory-running-out', 300)],
    'memory is running out (began 4 h 58 min before this)',
  ],
  [
    'restarts are counted over a quarter of an hour: what failed in it may be of them',
    [member('crash-loop', 2), member('slow', 15, { subject: 'health' })],
    'endpoint health is slow (caused by this)',
  ],
  [
    'and what failed long before is not',
    [member('crash-loop', 2), member('slow', 60, { subject: 'health' })],
    'endpoint health is slow (began 58 min before this)',
  ],
])('%s', async (_title, members, line) => {
  expect(await also(members, false)).toContain(line);
});
