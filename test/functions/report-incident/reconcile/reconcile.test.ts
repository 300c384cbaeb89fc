import { describe, expect, test } from 'vitest';
import { type Policy, type Reason, reconcile } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import { remindersDue } from '../../../../functions/report-incident/tell/tell.ts';
import { EMPTY_STATE, type ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmState, AlarmStateValue } from '../../../../functions/shared/signals/alarm-state.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { caseOf } from '../../../support/corpus.ts';
import { alarm } from '../../../support/fakes.ts';
import { seen } from './support.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const NO_GRACE: Policy = { deployGraceMs: 0, resolveAfterMs: 0 };

/** Runs a sequence of alarm states, a minute apart, and returns the reasons. */
function reasons(steps: AlarmState[][], policy = NO_GRACE): Reason[] {
  let state = EMPTY_STATE;
  return steps.map((alarms, i) => {
    const result = reconcile(state, seen(alarms, START + i * MINUTE, steps.flat()), START + i * MINUTE, policy, () => `i${i}`);
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

  test('found-2 B1: an alarm that is missing though it is configured is unknown', () => {
    const [slow, other] = [alarm('slow', 'ALARM'), alarm('memory-high', 'OK')];
    const open = reconcile(EMPTY_STATE, seen([slow, other], START), START, NO_GRACE, () => 'i').state;
    const missing = reconcile(open, seen([other], START, [slow, other]), START, NO_GRACE, () => 'j');
    expect(missing.reason).toBe('unchanged');
    expect(missing.state.incidents[0]?.members).toMatchObject([{ state: 'unknown' }]);
  });

  test('an alarm that is not configured any more is no longer watched and ends the incident', () => {
    const [slow, other] = [alarm('slow', 'ALARM'), alarm('memory-high', 'OK')];
    const open = reconcile(EMPTY_STATE, seen([slow, other], START), START, NO_GRACE, () => 'i').state;
    const closed = reconcile(open, seen([other], START), START, NO_GRACE, () => 'j');
    expect(closed.reason).toBe('resolved');
    expect(closed.state.incidents[0]?.members).toMatchObject([{ alarm: slow.name, state: 'removed' }]);
  });

  test('an answer without any alarm of ours is no evidence of anything', () => {
    expect(reasons([[alarm('slow', 'ALARM')], [], [], [alarm('slow', 'OK')]])).toEqual([
      'opened',
      'unchanged',
      'unchanged',
      'resolved',
    ]);
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

  test.each([
    ['seen by the same run, before the message', 0, 'unchanged'],
    ['seen after it', 20_000, 'worse'],
  ])('a storm of endpoints is one message: another one, %s', (_title, laterMs, reason) => {
    const other = (value: AlarmStateValue) => alarm('endpoint-down', value, { subject: 'other' });
    const known = [down('ALARM'), other('ALARM')];
    // The message goes out five seconds after the run; the alarm of the other one turns ten seconds later.
    const opened = reconcile(EMPTY_STATE, seen([down('ALARM'), other('OK')], START), START + 5_000, NO_GRACE, () => 'i');
    const laterSeen = { ...seen(known, START + laterMs), alarms: known };
    const later = reconcile(opened.state, laterSeen, START + 25_000, NO_GRACE, () => 'j');
    expect([opened.reason, later.reason]).toEqual(['opened', reason]);
    expect(later.state.incidents[0]?.members.map((m) => m.subject)).toEqual(['health', 'other']);
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

describe('an incident ends when all has stayed well', () => {
  const policy: Policy = { deployGraceMs: 0, resolveAfterMs: 3 * MINUTE };
  /** One alarm, a letter a minute (A alarm, o OK, - no data), with the times of its changes as CloudWatch gives them. */
  const play = (states: string, signal: SignalId = 'server-errors') => {
    let sinceMs = START;
    return reasons(
      [...states].map((letter, i) => {
        if (letter !== states[i - 1]) sinceMs = START + i * MINUTE;
        const value = letter === 'A' ? 'ALARM' : letter === 'o' ? 'OK' : 'INSUFFICIENT_DATA';
        return [alarm(signal, value, { sinceMs })];
      }),
      policy,
    );
  };
  const letters = { opened: 'O', unchanged: '.', resolved: 'R', unstable: 'U', quiet: '_' } as Record<Reason, string>;

  test.each([
    ['three minutes of well', 'AAooooo', 'O....R_'],
    ['a short break is no end', 'AAooAAoooo', 'O.........'],
    ['after a break it takes twice as long', 'AoAooooooooo', 'O........R__'],
    ['no data starts the wait afresh', 'Aoo-oooo', 'O......R'],
    ['what fails just when it is over is another trouble, not a return', 'AAoooAAoooo', 'O....O....R'],
    ['a minute before it is over, it is a return', 'AAooAooooooo', 'O..........R'],
    ['without proof right before, it is a return', 'AAooo-Aoooooo', 'O............'],
    ['the third return makes it unstable, told once', 'AoAoAoAoAoA', 'O.....U....'],
    ['unstable ends when it stays well for long', `AoAoAoA${'o'.repeat(14)}`, 'O.....U............R_'],
  ])('%s', (_title, states, told) => {
    expect(
      play(states)
        .map((reason) => letters[reason] ?? reason)
        .join(''),
    ).toBe(told);
  });

  test('a look that comes late finds the same end, unless nobody saw that it had stayed well', () => {
    const down = (value: AlarmStateValue, minutes: number) =>
      alarm('endpoint-down', value, { subject: 'health', sinceMs: START + minutes * MINUTE });
    const look = (before: ReporterState, a: AlarmState, minutes: number) => {
      const nowMs = START + minutes * MINUTE;
      return reconcile(before, seen([a], nowMs), nowMs, policy, () => `at-${minutes}`).state;
    };
    const lookedAt = (minutes: number) => {
      const open = look(EMPTY_STATE, down('ALARM', 0), 0);
      return look(look(look(open, down('OK', 1), 2), down('OK', 1), minutes), down('ALARM', 5), 5.5).incidents;
    };
    expect(lookedAt(3.8).map(({ id, resolvedMs }) => [id, resolvedMs])).toEqual([
      ['at-0', START + MINUTE],
      ['at-5.5', undefined],
    ]);
    expect(lookedAt(2.9).map(({ id, relapses }) => [id, relapses])).toEqual([['at-0', 1]]);
  });

  test('its end is when all was well, not when that had lasted', () => {
    const open = reconcile(
      EMPTY_STATE,
      seen([alarm('slow', 'ALARM', { sinceMs: START })], START),
      START,
      policy,
      () => 'i',
    ).state;
    const wellMs = START + 4 * MINUTE;
    const now = wellMs + 3 * MINUTE;
    const { state } = reconcile(open, seen([alarm('slow', 'OK', { sinceMs: wellMs })], now), now, policy, () => 'j');
    expect(state.incidents[0]).toMatchObject({ openedMs: START, resolvedMs: wellMs });
  });

  test('what comes back after its recovery was told is news, until it is unstable', () => {
    const down = (value: AlarmStateValue) => alarm('endpoint-down', value, { subject: 'health' });
    const steps = ['A', 'o', 'A', 'o', 'A', 'o', 'A', 'o'].map((letter) => [
      alarm('memory-high', 'ALARM'),
      down(letter === 'A' ? 'ALARM' : 'OK'),
    ]);
    expect(reasons(steps, policy)).toEqual([
      'opened',
      'partly-recovered',
      'worse',
      'partly-recovered',
      'worse',
      'partly-recovered',
      'unstable',
      'unchanged',
    ]);
  });

  test('what is worse than anything told is news in an unstable incident too', () => {
    const errors = ['ALARM', 'OK', 'ALARM', 'OK', 'ALARM', 'OK', 'ALARM'] as AlarmStateValue[];
    const steps = [
      ...errors.map((value) => [alarm('server-errors', value)]),
      [alarm('server-errors', 'ALARM'), alarm('component-down', 'ALARM')],
    ];
    expect(reasons(steps, policy).slice(-2)).toEqual(['unstable', 'worse']);
  });
});

describe('T10: deploy grace', () => {
  const { input } = caseOf('T10');
  const policy: Policy = { deployGraceMs: input.graceSeconds * 1000, startedMs: Date.parse(input.deployAt), resolveAfterMs: 0 };
  const run = (probes: [string, string][]) => {
    let state: ReporterState = EMPTY_STATE;
    const first = Date.parse(`2026-11-24T${probes[0]?.[0]}Z`);
    return probes.map(([time, verdict]) => {
      const alarms = [alarm('endpoint-down', verdict === 'down' ? 'ALARM' : 'OK', { subject: 'health', sinceMs: first })];
      const nowMs = Date.parse(`2026-11-24T${time}Z`);
      const result = reconcile(state, seen(alarms, nowMs), nowMs, policy, () => 'i');
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
