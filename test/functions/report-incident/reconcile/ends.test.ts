import { describe, expect, test } from 'vitest';
import { type Policy, type Reason, reconcile } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import { EMPTY_STATE, type ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmState, AlarmStateValue } from '../../../../functions/shared/signals/alarm-state.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { alarm } from '../../../support/fakes.ts';
import { MINUTE, reasons, START, seen } from './support.ts';

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
