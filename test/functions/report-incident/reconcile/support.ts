import { proofsOf } from '../../../../functions/report-incident/reconcile/proof.ts';
import { type Policy, type Reason, reconcile } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import type { Seen } from '../../../../functions/report-incident/reconcile/seen.ts';
import { EMPTY_STATE } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmState } from '../../../../functions/shared/signals/alarm-state.ts';
import { definitionsOf, proving } from '../../../support/fakes.ts';

/** Alarms with fresh datapoints that agree with them. @param configured alarms that are defined, by default just these. */
export function seen(alarms: AlarmState[], nowMs: number, configured: AlarmState[] = alarms): Seen {
  return {
    alarms,
    configured: new Set(configured.map((a) => a.name)),
    proofs: proofsOf(proving(alarms, nowMs), definitionsOf(alarms), nowMs),
  };
}

export const START = Date.parse('2026-11-25T10:00:00Z');
export const MINUTE = 60_000;
export const NO_GRACE: Policy = { deployGraceMs: 0, resolveAfterMs: 0 };

/** Runs a sequence of alarm states, a minute apart, and returns the reasons. */
export function reasons(steps: AlarmState[][], policy = NO_GRACE): Reason[] {
  let state = EMPTY_STATE;
  return steps.map((alarms, i) => {
    const result = reconcile(state, seen(alarms, START + i * MINUTE, steps.flat()), START + i * MINUTE, policy, () => `i${i}`);
    state = result.state;
    return result.reason;
  });
}
