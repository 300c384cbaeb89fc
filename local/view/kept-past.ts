import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { RunMemory } from '../../functions/shared/incident/kept-run.ts';
import { withTold } from '../../functions/shared/incident/receiver-record.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { MetricStore, StateStore } from '../../functions/shared/ports.ts';
import type { AlarmState, AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { SentMessage } from '../store/message-log.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/** A try to deliver a message; what it said is kept on one machine alone. */
export type KeptMessage = Pick<SentMessage, 'atMs' | 'receiver' | 'failure' | 'incident'> & { kind: string; subject?: string };

/** What a monitor kept of its past: in the store of one machine, or in AWS. Nothing is written. Times are epoch ms, both ends included. */
export interface KeptPast {
  /** As it holds there. */
  config: MonitorConfig;
  runs: Pick<RunMemory, 'between' | 'lastBefore' | 'firstAfter'>;
  metrics: Pick<MetricStore, 'read'>;
  /** How each alarm is now. */
  alarms(): Promise<AlarmState[]>;
  /** Changes of alarms, the oldest first. @throws when there are more than can be asked for. */
  turns(startMs: number, endMs: number): Promise<AlarmTurn[]>;
  /** Those that were open at any time since, the newest first, with what was told of them. */
  incidents(sinceMs: number): Promise<Incident[]>;
  /** The oldest first. */
  messages(startMs: number, endMs: number): Promise<KeptMessage[]>;
}

const MOST_INCIDENTS = 10_000;
const LONGEST_INCIDENT_MS = 31 * 86_400_000;
const MOST_MESSAGES = 10_000;
const MOST_TURNS = 10_000;

/** What the monitor of this machine kept. @param store open for reading. @param config as it holds on this machine. */
export function storedPast(config: MonitorConfig, store: SqliteStore, alarms: KeptPast['alarms']): KeptPast {
  return {
    config,
    runs: store.runs,
    metrics: store,
    alarms,
    turns: async (startMs, endMs) => store.alarms.history(startMs, MOST_TURNS).filter(({ atMs }) => atMs <= endMs),
    incidents: (sinceMs) => incidentsSince(store.state, sinceMs),
    messages: async (startMs, endMs) => store.messages.list(MOST_MESSAGES, startMs, endMs).reverse(),
  };
}

/** Incidents that were open at any time since, the newest first, with what was told of them. */
export async function incidentsSince(store: Pick<StateStore, 'load' | 'archived'>, sinceMs: number): Promise<Incident[]> {
  const [{ state, receivers }, archived] = await Promise.all([
    store.load(),
    store.archived(MOST_INCIDENTS, Math.max(0, sinceMs - LONGEST_INCIDENT_MS)),
  ]);
  const kept = new Set(archived.map((i) => i.id));
  const fresh = state.incidents.filter((i) => !kept.has(i.id)).map((i) => withTold(i, Object.values(receivers)));
  return [...fresh, ...archived]
    .filter((i) => (i.resolvedMs ?? Number.POSITIVE_INFINITY) >= sinceMs)
    .sort((a, b) => b.openedMs - a.openedMs);
}

/** What was sent of incidents, as they remember it: where no message is kept by itself. */
export function messagesOf(incidents: readonly Incident[], startMs: number, endMs: number): KeptMessage[] {
  return incidents
    .flatMap(({ id, sent = [] }) => sent.map((s) => ({ ...s, incident: id })))
    .filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
    .sort((a, b) => a.atMs - b.atMs);
}
