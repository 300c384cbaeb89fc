import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf, isChanged } from '../../../local/replay/difference.ts';
import type { ReplayedIncident } from '../../../local/replay/incidents.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';

const UNTIL_MS = 10_000_000;

const incident = ([from, length, delay, pages, cause]: [number, number, number, number, number]): ReplayedIncident => ({
  openedMs: from,
  ...(from + length < UNTIL_MS && { resolvedMs: from + length }),
  short: `cause ${cause}`,
  cause: `because of ${cause}`,
  certain: true,
  standing: 'ALERT',
  alarms: [],
  messages: Array.from({ length: pages }, (_, i) => page(from + delay + i * 60_000)),
});
const page = (atMs: number) =>
  ({ atMs, receiver: 'email', kind: 'opened', severity: 'page', tag: 'ALERT', subject: '' }) as ToldMessage;

const incidents = fc.array(
  fc.tuple(fc.nat(UNTIL_MS), fc.nat(2_000_000), fc.nat(300_000), fc.nat(3), fc.nat(2)).map((drawn) => incident(drawn)),
  { maxLength: 8 },
);

test('the difference the other way round is the same with its sides changed', () => {
  fc.assert(
    fc.property(incidents, incidents, (a, b) => {
      const [there, back] = [differenceOf(a, b, UNTIL_MS), differenceOf(b, a, UNTIL_MS)];
      const sorted = (list: readonly ReplayedIncident[]) => new Set(list);
      expect(sorted(back.lost)).toEqual(sorted(there.gained));
      expect(sorted(back.gained)).toEqual(sorted(there.lost));
      expect(new Set(back.earlier.map((p) => `${p.before.openedMs} ${p.after.openedMs} ${-(p.laterSeconds ?? 0)}`))).toEqual(
        new Set(there.later.map((p) => `${p.after.openedMs} ${p.before.openedMs} ${p.laterSeconds}`)),
      );
      expect(back.same).toBe(there.same);
      expect(isChanged(back)).toBe(isChanged(there));
    }),
  );
});

test('with itself nothing is changed, and nothing is left out', () => {
  fc.assert(
    fc.property(incidents, (a) => {
      const distinct = a.filter((one, i) => !a.slice(0, i).some((o) => Math.abs(o.openedMs - one.openedMs) < 2_500_000));
      expect(isChanged(differenceOf(distinct, distinct, UNTIL_MS))).toBe(false);
      const { gained, lost, earlier, later, otherwise, same } = differenceOf(a, [], UNTIL_MS);
      expect([gained, earlier, later, otherwise].flat()).toEqual([]);
      expect(same).toBe(0);
      expect(lost).toHaveLength(a.length);
    }),
  );
});

test.each<[string, [number, number, number, number, number], [number, number, number, number, number], object]>([
  ['told later', [0, 600_000, 0, 1, 1], [60_000, 600_000, 0, 1, 1], { later: [{ laterSeconds: 60, pages: 0 }] }],
  [
    'told earlier, with a page more',
    [60_000, 600_000, 0, 1, 1],
    [0, 600_000, 0, 2, 1],
    { earlier: [{ laterSeconds: -60, pages: 1 }] },
  ],
  ['another cause', [0, 600_000, 0, 1, 1], [0, 600_000, 0, 1, 2], { otherwise: [{ isOtherCause: true }] }],
  ['at another time', [0, 60_000, 0, 1, 1], [600_000, 60_000, 0, 1, 1], { gained: [{}], lost: [{}], same: 0 }],
  ['the same', [0, 60_000, 0, 1, 1], [0, 60_000, 0, 1, 1], { gained: [], lost: [], same: 1 }],
])('%s', (_, a, b, expected) => {
  expect(differenceOf([incident(a)], [incident(b)], UNTIL_MS)).toMatchObject(expected);
});
