import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Policy, type Reason, reconcile } from '../../../functions/report-incident/reconcile.ts';
import { forgetTold, markTold, remindersDue, telling } from '../../../functions/report-incident/tell.ts';
import type { AlarmState, AlarmStateValue } from '../../../functions/shared/alarm-state.ts';
import { EMPTY_STATE, type ReporterState } from '../../../functions/shared/reporter-state.ts';
import type { SignalId } from '../../../functions/shared/signal.ts';
import { caseOf } from '../../support/corpus.ts';
import { alarm } from '../../support/fakes.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const NO_GRACE: Policy = { deployGraceMs: 0 };

/** Runs a sequence of alarm states, a minute apart, and returns the reasons. */
function reasons(steps: AlarmState[][], policy = NO_GRACE): Reason[] {
  let state = EMPTY_STATE;
  return steps.map((alarms, i) => {
    const result = reconcile(state, alarms, START + i * MINUTE, policy, () => `i${i}`);
    state = result.state;
    return result.reason;
  });
}

const values = (signal: SignalId, ...list: AlarmStateValue[]) => list.map((value) => [alarm(signal, value)]);

describe('one alarm', () => {
  test.each<[string, AlarmStateValue[], Reason[]]>([
    ['alarm and recovery', ['OK', 'ALARM', 'ALARM', 'OK', 'OK'], ['quiet', 'opened', 'unchanged', 'resolved', 'quiet']],
    ['alarm-05 and M08: a gap that ends well is no recovery', ['OK', 'INSUFFICIENT_DATA', 'OK'], ['quiet', 'quiet', 'quiet']],
    ['M08: the first evaluation is no recovery', ['INSUFFICIENT_DATA', 'OK'], ['quiet', 'quiet']],
    [
      'alarm-05: after ALARM, no data keeps the incident open',
      ['ALARM', 'INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'],
      ['opened', 'unchanged', 'unchanged'],
    ],
    [
      'T12: down, unknown, up is one opening and one recovery',
      ['ALARM', 'INSUFFICIENT_DATA', 'OK'],
      ['opened', 'unchanged', 'resolved'],
    ],
    [
      'an alarm that comes back from unknown is no news',
      ['ALARM', 'INSUFFICIENT_DATA', 'ALARM', 'OK'],
      ['opened', 'unchanged', 'unchanged', 'resolved'],
    ],
  ])('%s', (_title, states, expected) => {
    expect(reasons(values('slow', ...states))).toEqual(expected);
  });

  test('T12: no recovery without an alert', () => {
    expect(reasons(values('slow', 'OK', 'OK'))).toEqual(['quiet', 'quiet']);
    expect(reasons(values('slow', 'INSUFFICIENT_DATA', 'OK'))).toEqual(['quiet', 'quiet']);
  });

  test('an OK that rests on missing data is no recovery', () => {
    const reason =
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].';
    expect(reasons([[alarm('slow', 'ALARM')], [alarm('slow', 'OK', { reason })], [alarm('slow', 'OK')]])).toEqual([
      'opened',
      'unchanged',
      'resolved',
    ]);
  });

  test('alarm-06: gaps inside an outage are one incident', () => {
    const states: AlarmStateValue[] = [
      'OK',
      'ALARM',
      'ALARM',
      'INSUFFICIENT_DATA',
      'ALARM',
      'ALARM',
      'INSUFFICIENT_DATA',
      'ALARM',
    ];
    expect(reasons(values('slow', ...states)).filter((r) => r !== 'unchanged')).toEqual(['quiet', 'opened']);
  });

  test('an alarm that was deleted is no longer watched and ends the incident', () => {
    expect(reasons([[alarm('slow', 'ALARM')], []])).toEqual(['opened', 'resolved']);
  });
});

describe('several alarms are one incident', () => {
  const down = (value: AlarmStateValue) => alarm('endpoint-down', value, { subject: 'health' });
  const errors = (value: AlarmStateValue) => alarm('server-errors', value);
  const loop = (value: AlarmStateValue) => alarm('crash-loop', value);

  test('what the first explains joins without a word; what it does not is news', () => {
    expect(
      reasons([
        [down('ALARM'), errors('OK'), loop('OK')],
        [down('ALARM'), errors('ALARM'), loop('OK')],
        [down('ALARM'), errors('ALARM'), loop('ALARM')],
      ]),
    ).toEqual(['opened', 'unchanged', 'worse']);
  });

  test('a worse standing is news although the new alarm explains the old', () => {
    expect(
      reasons([
        [errors('ALARM'), down('OK')],
        [errors('ALARM'), down('ALARM')],
      ]),
    ).toEqual(['opened', 'worse']);
  });

  test('a better standing is news; the rest of the recovery is told by the end', () => {
    const steps = [
      [down('ALARM'), errors('ALARM'), loop('OK')],
      [down('OK'), errors('ALARM'), loop('OK')],
      [down('OK'), errors('OK'), loop('OK')],
    ];
    expect(reasons(steps)).toEqual(['opened', 'partly-recovered', 'resolved']);
  });

  test('one alarm back to OK does not end it while another has no data', () => {
    expect(
      reasons([
        [down('ALARM'), errors('ALARM')],
        [down('OK'), errors('INSUFFICIENT_DATA')],
      ]),
    ).toEqual(['opened', 'unchanged']);
  });
});

describe('T10: deploy grace', () => {
  const { input } = caseOf('T10');
  const policy: Policy = { deployGraceMs: input.graceSeconds * 1000, startedMs: Date.parse(input.deployAt) };
  const run = (probes: [string, string][]) => {
    let state: ReporterState = EMPTY_STATE;
    const first = Date.parse(`2026-11-24T${probes[0]?.[0]}Z`);
    return probes.map(([time, verdict]) => {
      const alarms = [alarm('endpoint-down', verdict === 'down' ? 'ALARM' : 'OK', { subject: 'health', sinceMs: first })];
      const result = reconcile(state, alarms, Date.parse(`2026-11-24T${time}Z`), policy, () => 'i');
      state = result.state;
      return { reason: result.reason, openedMs: state.incidents[0]?.openedMs };
    });
  };
  test('a failure that ends within the grace is not told', () => {
    expect(run(input.probes).map((r) => r.reason)).toEqual(['in-deploy-grace', 'in-deploy-grace', 'quiet']);
  });
  test('a failure that outlasts it is told with its true beginning', () => {
    const [, , last] = run(input.variantProbes);
    expect(last).toEqual({ reason: 'opened', openedMs: Date.parse('2026-11-24T10:00:30Z') });
  });
});

describe('M12: doubled and late events', () => {
  test('the truth is read afresh, so a late ALARM event opens nothing and a doubled one says nothing', () => {
    expect(reasons(values('slow', 'OK', 'OK', 'OK'))).toEqual(['quiet', 'quiet', 'quiet']);
    expect(reasons(values('slow', 'ALARM', 'ALARM'))).toEqual(['opened', 'unchanged']);
  });
});

test('reminders are due after 1, 2 and 4 hours, then daily', () => {
  const hours = [0.9, 1, 2, 3.9, 4, 27.9, 28, 52];
  expect(hours.map((h) => remindersDue(h * 60 * MINUTE))).toEqual([0, 1, 2, 2, 3, 3, 4, 5]);
});

const SIGNALS: SignalId[] = ['endpoint-down', 'server-errors', 'memory-high'];
const RECEIVERS = ['email', 'slack'];
const step = fc.record({
  values: fc.array(fc.constantFrom<AlarmStateValue>('OK', 'ALARM', 'INSUFFICIENT_DATA'), { minLength: 3, maxLength: 3 }),
  minutes: fc.integer({ min: 0, max: 90 }),
  away: fc.array(fc.constantFrom(...RECEIVERS)),
  wakeUps: fc.integer({ min: 0, max: 3 }),
  killedBeforeSave: fc.boolean(),
});

interface Sent {
  receiver: string;
  incident: string;
  kind: string;
  revision: number;
  reminders: number;
}

/** Plays random alarms, lost and doubled wake-ups, receivers that are away and kills between send and save. */
function simulate(steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  let state = EMPTY_STATE;
  let now = START;
  let ids = 0;
  const sent: Sent[] = [];
  const opened = new Set<string>();
  const ended = new Set<string>();
  const endedOnMissingData: string[] = [];
  // What each alarm last said when it had data: an incident may end only when that was OK for all of its members.
  const lastKnown = new Map<string, AlarmStateValue>();
  const wake = (alarms: AlarmState[], away: string[], killed: boolean) => {
    for (const { name, value } of alarms) if (value !== 'INSUFFICIENT_DATA') lastKnown.set(name, value);
    let next = reconcile(state, alarms, now, NO_GRACE, () => `i${++ids}`).state;
    for (const incident of next.incidents) {
      opened.add(incident.id);
      if (incident.resolvedMs === undefined) continue;
      ended.add(incident.id);
      const isNew = !state.incidents.some((i) => i.id === incident.id && i.resolvedMs !== undefined);
      if (isNew && incident.members.some((m) => lastKnown.get(m.alarm) !== 'OK')) endedOnMissingData.push(incident.id);
    }
    for (const receiver of RECEIVERS) {
      for (const incident of next.incidents) {
        const decision = telling(incident, receiver, now);
        if (!decision.send || away.includes(receiver)) continue;
        sent.push({
          receiver,
          incident: incident.id,
          kind: decision.reason,
          revision: incident.revision,
          reminders: remindersDue(now - incident.openedMs),
        });
        next = markTold(next, incident.id, receiver, now, '');
      }
    }
    if (!killed) state = forgetTold(next, RECEIVERS);
  };
  for (const { values: list, minutes, away, wakeUps, killedBeforeSave } of steps) {
    now += minutes * MINUTE;
    const alarms = SIGNALS.map((signal, i) => alarm(signal, list[i] as AlarmStateValue, { sinceMs: now }));
    for (let i = 0; i < wakeUps; i++) wake(alarms, away, killedBeforeSave);
  }
  // Everybody comes back, all is well, and the five-minute schedule wakes the reporter twice.
  const well = SIGNALS.map((signal) => alarm(signal, 'OK', { sinceMs: now }));
  now += MINUTE;
  wake(well, [], false);
  wake(well, [], false);
  return { state, sent, opened, ended, endedOnMissingData };
}

describe('over random sequences', () => {
  const runs = { numRuns: 2000, seed: 20261125 };
  const property = (check: (result: ReturnType<typeof simulate>) => void) =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        check(simulate(steps));
      }),
      runs,
    );

  test('every saved incident is told to every receiver, and its end too', () => {
    property(({ sent, ended, state }) => {
      expect(state.incidents).toEqual([]);
      for (const id of ended) {
        for (const receiver of RECEIVERS)
          expect(sent.some((s) => s.incident === id && s.receiver === receiver && s.kind === 'resolved')).toBe(true);
      }
    });
  });

  test('nothing is told twice without a change or a due reminder, but for a kill between send and save', () => {
    fc.assert(
      fc.property(
        fc.array(
          step.map((s) => ({ ...s, killedBeforeSave: false })),
          { maxLength: 12 },
        ),
        (steps) => {
          const { sent } = simulate(steps);
          const ids = sent.map((s) => `${s.receiver} ${s.incident} ${s.revision} ${s.kind === 'reminded' ? s.reminders : ''}`);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
      runs,
    );
  });

  test('no incident ends on missing data', () => {
    property(({ endedOnMissingData }) => expect(endedOnMissingData).toEqual([]));
  });

  test('reconciling the same states twice changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        let state = EMPTY_STATE;
        for (const [i, { values: list }] of steps.entries()) {
          const alarms = SIGNALS.map((signal, j) => alarm(signal, list[j] as AlarmStateValue));
          const once = reconcile(state, alarms, START + i * MINUTE, NO_GRACE, () => `i${i}`);
          state = forgetTold(once.state, []);
          const twice = reconcile(once.state, alarms, START + i * MINUTE, NO_GRACE, () => 'another');
          if (once.reason !== 'resolved') expect(twice.state).toEqual(once.state);
        }
      }),
      runs,
    );
  });
});
