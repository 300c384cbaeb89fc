import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { AskedAgain, Observation, SentryObservation } from '../../shared/observation.ts';
import type { Clock, IssueSource, TimeLimit } from '../../shared/ports.ts';
import type { AlarmState } from '../../shared/signals/alarm-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { mayBeMomentary, tooYoungMs } from '../reconcile/momentary.ts';
import { LONGEST_MS, lookAtSentry, sentryWindow } from './look-at-sentry.ts';
import { everybody, type Wanted, wantedOf } from './routed.ts';
import { telling } from './tell.ts';

/** What was asked while there is something to tell. */
export interface Looked {
  again?: AskedAgain;
  /** It goes on beside what comes next, and never fails. Absent where nobody is asked. */
  sentry?: Promise<SentryObservation>;
}

interface LookPorts {
  /** @param about the endpoints that it is about. */
  askAgain?(about: readonly string[]): Promise<AskedAgain>;
  /** Absent where no project of Sentry is configured. */
  issues?: IssueSource;
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
): Promise<Looked | undefined> {
  const nowMs = ports.clock.now();
  const momentary = alarms.filter((a) => mayBeMomentary(a, nowMs)).map(({ subject }) => subject);
  if (!ports.askAgain || momentary.length === 0) return undefined;
  const waitMs = tooYoungMs(alarms, observations, nowMs);
  if (waitMs > 0) await ports.clock.sleep(waitMs);
  const began = alarms.flatMap((a) => (a.value === 'ALARM' ? a.sinceMs : []));
  const sentry = lookAtSentry(sentryWindow(began, ports.clock.now()), ports);
  const again = await look(momentary, ports);
  return { ...(again && { again }), ...(sentry && { sentry }) };
}

/**
 * What is asked while a message is written, where somebody is to hear of what is open: Sentry, and where an endpoint or what it reports is in
 * alarm the endpoints again. A witness that does not come keeps no message back.
 * @param records of the receivers.
 */
export async function lookAgain(
  { incidents, silence }: ReporterState,
  records: ReceiverRecord[],
  ports: LookPorts,
  wanted: Wanted = everybody,
): Promise<Looked> {
  const nowMs = ports.clock.now();
  const isToBeTold = (incident: Incident) =>
    incident.resolvedMs === undefined &&
    records.some((record) => {
      const isWanted = wantedOf(wanted, record)(incident, nowMs);
      return telling(incident, record.told[incident.id], nowMs, silence, isWanted).send;
    });
  const toBeTold = incidents.filter(isToBeTold);
  const began = toBeTold.map(({ openedMs }) => openedMs);
  const sentry = began.length > 0 ? lookAtSentry(sentryWindow(began, nowMs), ports) : undefined;
  const alarming = toBeTold.flatMap(({ members }) => members.filter((m) => m.state === 'alarm'));
  const ofHealth = alarming.map((m) => ({ ...signalOf(m.signal), subject: m.subject })).filter((m) => m.measure === 'health');
  const names = ofHealth.flatMap(({ scope, subject }) => (scope === 'endpoint' ? [subject] : []));
  const again = ofHealth.length > 0 ? await look(names, ports) : undefined;
  return { ...(again && { again }), ...(sentry && { sentry }) };
}

async function look(about: readonly string[], { askAgain, within }: LookPorts): Promise<AskedAgain | undefined> {
  if (!askAgain) return undefined;
  return within(LONGEST_MS, () => askAgain(about)).catch(() => undefined);
}
