import type { MonitorConfig } from '../shared/config/schema.ts';
import type { Incident, ReporterState } from '../shared/incident/reporter-state.ts';
import type { Link, Message } from '../shared/message/message.ts';
import type { AskedAgain, Observation } from '../shared/observation.ts';
import type { AlarmSource, Clock, Receiver, StateStore, WindowSource } from '../shared/ports.ts';
import { withAccount } from './diagnose/account.ts';
import { withWindow } from './reconcile/planned-window.ts';
import { type Reason, type Reconciled, reconcile } from './reconcile/reconcile.ts';
import { compose, type MessageConfig } from './tell/compose.ts';
import { releaseLease, takeLease } from './tell/lease.ts';
import { lookAgain } from './tell/look-again.ts';
import { forgetTold, markTold, telling } from './tell/tell.ts';

export interface ReportPorts {
  alarms: AlarmSource;
  store: StateStore;
  /** Absent where none are planned. */
  windows?: WindowSource;
  /** In the order of delivery: a failure of an earlier one is said by the later ones. */
  receivers: Receiver[];
  clock: Clock;
  newId(): string;
  links(incident: Incident, nowMs: number): Link[];
  /** Asks every endpoint once more; absent where that cannot be done. */
  askAgain?(): Promise<AskedAgain>;
  /** Draws what an alarm of the incident watches, PNG; absent where nobody shows pictures. */
  chart?(incident: Incident, nowMs: number): Promise<Uint8Array>;
}

/** What one run did, for the log of the function. */
export interface Report {
  reason: Reason;
  told: { receiver: string; incident: string; kind: Message['kind'] }[];
}

/**
 * One run of the reporter: read the truth afresh, reconcile, tell whoever has not been told, save.
 * A receiver is marked as told only after its delivery succeeded; a failed one never keeps another from being told.
 * @throws AggregateError after saving, when any delivery failed, so that the wake-up is tried again.
 */
export async function reportIncident(config: ReportConfig, ports: ReportPorts): Promise<Report> {
  const { clock, store } = ports;
  const names = ports.receivers.map((r) => r.name);
  const seen = await reconcileNow(await store.load(), config, ports);
  if (!isWorthSaving(seen, names, clock.now())) return { reason: seen.reason, told: [] };
  const { state: before, observations, reason } = await reconcileNow(await takeLease(store, clock), config, ports);
  const again = await lookAgain(before, names, ports);
  // What was asked again stands beside what was seen before.
  const [health, others] = [observations.filter(isHealth), observations.filter((o) => !isHealth(o))];
  const outcome = await tellAll(before, [...health, ...again, ...others], config, ports);
  // Kept before it is forgotten; a run that is killed in between keeps it again.
  for (const incident of outcome.state.incidents) if (incident.resolvedMs !== undefined) await store.archive(incident);
  await store.save(releaseLease(forgetTold(outcome.state, names)));
  if (outcome.failures.length > 0) {
    throw new AggregateError(outcome.failures, `not delivered: ${outcome.failures.map((e) => e.message).join('; ')}`);
  }
  return { reason, told: outcome.told };
}

const isHealth = ({ check }: Observation) => check === 'health';

type ReportConfig = MessageConfig & Pick<MonitorConfig, 'deployGraceSeconds' | 'resolveAfterSeconds'>;

interface Reconciliation extends Reconciled {
  before: ReporterState;
  observations: Observation[];
}

async function reconcileNow(before: ReporterState, config: ReportConfig, ports: ReportPorts): Promise<Reconciliation> {
  const [alarms, observations, window] = await Promise.all([
    ports.alarms.states(),
    ports.store.observations(),
    // Not knowing whether a window is open is no reason to be silent.
    ports.windows?.open().catch(() => undefined),
  ]);
  const policy = {
    deployGraceMs: config.deployGraceSeconds * 1000,
    resolveAfterMs: config.resolveAfterSeconds * 1000,
    ...startOf(observations),
  };
  const nowMs = ports.clock.now();
  const { state, reason } = reconcile(withWindow(before, window, nowMs), alarms, nowMs, policy, ports.newId);
  return { state: withAccount(state, reason, observations, nowMs), reason, before, observations };
}

function isWorthSaving({ before, state }: Reconciliation, receivers: string[], nowMs: number): boolean {
  const somebodyIsToBeTold = state.incidents.some((i) => receivers.some((r) => telling(i, r, nowMs, state.silence).send));
  return somebodyIsToBeTold || JSON.stringify(forgetTold(state, receivers)) !== JSON.stringify(before);
}

interface Outcome {
  state: ReporterState;
  told: Report['told'];
  failures: Error[];
}

async function tellAll(
  start: ReporterState,
  observations: Observation[],
  config: MessageConfig,
  ports: ReportPorts,
): Promise<Outcome> {
  const outcome: Outcome = { state: start, told: [], failures: [] };
  for (const receiver of ports.receivers) {
    for (const incident of start.incidents) {
      const nowMs = ports.clock.now();
      const decision = telling(incident, receiver.name, nowMs, start.silence);
      if (!decision.send) continue;
      const notices = outcome.failures.map((e) => `another receiver did not get this message. ${e.message}`);
      const composed = compose(
        { incident, kind: decision.reason, observations, nowMs, toldRevision: incident.told[receiver.name]?.revision ?? 0 },
        config,
        ports.links(incident, nowMs),
        notices,
      );
      const { chart } = ports;
      const message = chart ? { ...composed, chart: () => chart(incident, nowMs) } : composed;
      try {
        const thread = await receiver.deliver(message, incident.told[receiver.name]?.thread);
        outcome.state = markTold(outcome.state, incident.id, receiver.name, nowMs, message, thread ?? undefined);
        outcome.told.push({ receiver: receiver.name, incident: incident.id, kind: message.kind });
      } catch (error) {
        outcome.failures.push(error as Error);
      }
    }
  }
  return outcome;
}

function startOf(observations: Observation[]): { startedMs?: number } {
  const lastStartMs = observations.find((o) => o.check === 'logs')?.counts?.lastStartMs;
  return lastStartMs === null || lastStartMs === undefined ? {} : { startedMs: lastStartMs };
}
