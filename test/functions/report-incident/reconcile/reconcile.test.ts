import { describe, expect, test } from 'vitest';
import { type Policy, type Reason, reconcile } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import { remindersDue } from '../../../../functions/report-incident/tell/tell.ts';
import { EMPTY_STATE, type ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmStateValue } from '../../../../functions/shared/signals/alarm-state.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { caseOf } from '../../../support/corpus.ts';
import { alarm } from '../../../support/fakes.ts';
import { MINUTE, NO_GRACE, reasons, START, seen } from './support.ts';

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
