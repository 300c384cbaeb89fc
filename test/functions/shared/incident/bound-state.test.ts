import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundState, MOST_STATE_BYTES } from '../../../../functions/shared/incident/bound-state.ts';
import { EMPTY_STATE, type Incident, type Member } from '../../../../functions/shared/incident/reporter-state.ts';

const member = (i: number, title: string): Member => ({
  alarm: `alarm-${i}`,
  signal: 'endpoint-down',
  subject: String(i),
  title,
  severity: 'page',
  state: 'alarm',
  sinceMs: 1.7e12,
});
const incident = (id: string, members: number, title: string, resolved: boolean): Incident => ({
  id,
  openedMs: 1.7e12,
  revision: 1,
  changes: Array.from({ length: 20 }, () => ({ revision: 1, atMs: 1.7e12, joined: Array(members).fill(title), recovered: [] })),
  members: Array.from({ length: members }, (_, i) => member(i, title)),
  account: { atMs: 1.7e12, short: title, cause: title, certain: true, besides: [], errors: Array(20).fill(title) },
  ...(resolved && { resolvedMs: 1.7e12 }),
});

test('a storm of any size stays below the bound, and the open incident stays', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 400 }),
      fc.string({ maxLength: 300, unit: 'grapheme' }),
      (ended, members, title) => {
        const incidents = Array.from({ length: ended }, (_, i) => incident(`e${i}`, members, title, true));
        const bounded = boundState({ ...EMPTY_STATE, incidents: [...incidents, incident('open', members, title, false)] });
        expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThanOrEqual(MOST_STATE_BYTES);
        expect(bounded.incidents.at(-1)?.id).toBe('open');
      },
    ),
    { seed: 20261126, numRuns: 60 },
  );
});

test('what is small is left as it is', () => {
  const state = { ...EMPTY_STATE, incidents: [incident('e', 2, 'slow', true), incident('o', 2, 'slow', false)] };
  expect(boundState(state)).toEqual(state);
});

test('an open incident of 131 alarms keeps every one of them', () => {
  const state = { ...EMPTY_STATE, incidents: [incident('o', 131, 'endpoint with a name of some length is down', false)] };
  expect(boundState(state).incidents[0]?.members).toHaveLength(131);
});
