import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { storeSource, type WatchedSource } from '../page/store-source.ts';
import type { Run } from '../replay/scan.ts';
import type { KeptAlarm } from '../store/alarm-memory.ts';
import { DatabaseFile } from '../store/database-file.ts';
import { INBOX, LOG_LINES, METRIC_ROWS, STATE } from '../store/schema.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import type { Capsule, MetricMinute } from './format.ts';
import { incidentsAt } from './incident-at.ts';

/**
 * A capsule as the store of one machine would have had it at any moment of it, in memory. Metrics are there as a whole, for whoever reads
 * them asks for no time after now; all else is put there for each moment.
 */
export class Stage {
  readonly #capsule: Capsule;
  readonly #config: MonitorConfig;
  readonly #runs: readonly Run[];
  readonly #now: () => number;
  readonly #files = {
    metrics: DatabaseFile.inMemory(METRIC_ROWS),
    logs: DatabaseFile.inMemory(LOG_LINES),
    inbox: DatabaseFile.inMemory(INBOX),
  };
  /** When anything changes, in the order of time. */
  readonly #times: number[];
  #scene: Promise<WatchedSource> | undefined;
  #place = Number.NaN;

  /** @param runs what the checks saw, in the order of time. @param now the time that is shown, epoch ms. */
  constructor(capsule: Capsule, config: MonitorConfig, runs: readonly Run[], now: () => number) {
    this.#capsule = capsule;
    this.#config = config;
    this.#runs = runs;
    this.#now = now;
    this.#times = timesOf(capsule, runs);
    const store = this.#emptyStore();
    for (const minute of capsule.metrics)
      for (const value of samplesOf(minute)) store.putSample(NAMESPACE, minute.metric, minute.dimensions, value, minute.atMs);
    const source = this.#sourceOf(store);
    for (const { observation } of runs) source.observed(observation);
  }

  /** What shows how it stood at the moment of the clock. */
  source(): Promise<WatchedSource> {
    const nowMs = this.#now();
    const place = this.#times.findLastIndex((ms) => ms <= nowMs);
    if (!this.#scene || place !== this.#place) this.#scene = this.#sceneAt(nowMs);
    this.#place = place;
    return this.#scene;
  }

  async #sceneAt(nowMs: number): Promise<WatchedSource> {
    const { turns, messages, about } = this.#capsule;
    const store = this.#emptyStore();
    const until = <T extends { atMs: number }>(all: readonly T[]) => all.filter(({ atMs }) => atMs <= nowMs);
    store.alarms.save(alarmsAt(this.#capsule, nowMs), until(turns));
    for (const message of until(messages)) store.messages.add(message);
    const seen = new Map(this.#runs.filter(({ doneMs }) => doneMs <= nowMs).map((r) => [r.observation.check, r.observation]));
    for (const observation of seen.values()) await store.state.saveObservation(observation);
    const incidents = incidentsAt(this.#capsule, nowMs);
    const { silence } = about;
    await store.state.save({
      version: 0,
      incidents: incidents.filter((i) => i.resolvedMs === undefined),
      notices: [],
      ...(silence && silence.fromMs <= nowMs && { silence }),
    });
    for (const incident of incidents) if (incident.resolvedMs !== undefined) await store.state.archive(incident);
    return this.#sourceOf(store);
  }

  #emptyStore(): SqliteStore {
    return new SqliteStore(this.#config.slug, { ...this.#files, state: DatabaseFile.inMemory(STATE) }, this.#now);
  }

  #sourceOf(store: SqliteStore): WatchedSource {
    const nothing = () => Promise.reject(new Error('a capsule has no secrets, and waits for nothing'));
    const clock = { now: this.#now, sleep: nothing };
    return storeSource({ config: this.#config, store, clock, receivers: [], secrets: { changedMs: nothing } });
  }
}

function timesOf({ turns, messages, incidents, about }: Capsule, runs: readonly Run[]): number[] {
  const ofIncidents = incidents.flatMap(({ atMs, incident }) => [
    atMs,
    incident.openedMs,
    ...(incident.resolvedMs === undefined ? [] : [incident.resolvedMs]),
    ...(incident.account ? [incident.account.atMs] : []),
    ...incident.changes.map((c) => c.atMs),
    ...(incident.sent ?? []).map((s) => s.atMs),
  ]);
  const others = [...turns, ...messages].map(({ atMs }) => atMs);
  const ofSilence = about.silence ? [about.silence.fromMs, about.silence.untilMs] : [];
  return [...new Set([...runs.map((r) => r.doneMs), ...others, ...ofIncidents, ...ofSilence])].sort((a, b) => a - b);
}

/** Each alarm by its newest change before a moment. */
function alarmsAt({ alarms, turns }: Capsule, atMs: number): KeptAlarm[] {
  const states = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  for (const turn of turns) {
    if (turn.atMs > atMs) break;
    states.set(turn.name, { name: turn.name, value: turn.became, reason: turn.reason, sinceMs: turn.atMs });
  }
  return [...states.values()];
}

/** Values that have together the minimum, the maximum, the sum and the count of a minute. */
export function samplesOf({ count, min, max, sum }: MetricMinute): number[] {
  if (count <= 1) return [max];
  const rest = count - 2;
  return [min, max, ...Array<number>(rest).fill(rest > 0 ? (sum - min - max) / rest : 0)];
}
