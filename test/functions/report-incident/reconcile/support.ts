import { proofsOf } from '../../../../functions/report-incident/reconcile/proof.ts';
import type { Seen } from '../../../../functions/report-incident/reconcile/seen.ts';
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
