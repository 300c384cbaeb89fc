import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { AskedAgain, Observation } from '../../shared/observation.ts';
import type { Clock, TimeLimit } from '../../shared/ports.ts';
import type { AlarmState } from '../../shared/signals/alarm-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { mayBeMomentary, tooYoungMs } from '../reconcile/momentary.ts';
import { everybody, type Wanted, wantedOf } from './routed.ts';
import { telling } from './tell.ts';

/** An answer that comes at once is shown; no message waits for one that does not. The time is for the way there. */
const LONGEST_MS = 2_000;

interface LookPorts {
  askAgain?(): Promise<AskedAgain>;
  clock: Clock;
  within: TimeLimit;
}

/**
 * What is asked again before anything is decided: only where an endpoint went down lately, for it may be a moment's affair. It waits
 * for as long as a restart may take since the first failure.
 * @returns undefined where nobody was asked; empty where no answer came.
 */
export async function lookFirst(
  { alarms = [], observations }: { alarms?: AlarmState[]; observations: Observation[] },
  ports: LookPorts,
): Promise<{ again?: AskedAgain } | undefined> {
  const nowMs = ports.clock.now();
  if (!ports.askAgain || !alarms.some((a) => mayBeMomentary(a, nowMs))) return undefined;
  const waitMs = tooYoungMs(alarms, observations, nowMs);
  if (waitMs > 0) await ports.clock.sleep(waitMs);
  const again = await look(true, ports);
  return again ? { again } : {};
}

/**
 * What is asked again while a message is written: only where an endpoint or what it reports is in alarm, and somebody is
 * to hear of it. A witness that does not come keeps no message back.
 * @param records of the receivers.
 */
export function lookAgain(
  { incidents, silence }: ReporterState,
  records: ReceiverRecord[],
  ports: LookPorts,
  wanted: Wanted = everybody,
): Promise<AskedAgain | undefined> {
  const nowMs = ports.clock.now();
  const isToBeTold = (incident: Incident) =>
    incident.resolvedMs === undefined &&
    incident.members.some((m) => m.state === 'alarm' && signalOf(m.signal).measure === 'health') &&
    records.some((record) => {
      const isWanted = wantedOf(wanted, record)(incident, nowMs);
      return telling(incident, record.told[incident.id], nowMs, silence, isWanted).send;
    });
  return look(incidents.some(isToBeTold), ports);
}

async function look(isNeeded: boolean, { askAgain, within }: LookPorts): Promise<AskedAgain | undefined> {
  if (!askAgain || !isNeeded) return undefined;
  return within(LONGEST_MS, askAgain).catch(() => undefined);
}
