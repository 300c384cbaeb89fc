import { DatabaseSync } from 'node:sqlite';
import { archiveKey, EMPTY_STATE, type Incident, type ReporterState } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import {
  ConflictError,
  type Datapoint,
  type KindMemory,
  type MetricStore,
  type SeriesRequest,
  type StateStore,
} from '../../functions/shared/ports.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { statisticOf } from './statistics.ts';

const SCHEMA = `
  create table if not exists samples (series text not null, at_ms integer not null, value real not null);
  create index if not exists samples_by_time on samples (series, at_ms);
  create table if not exists kinds (fingerprint text primary key, first_seen_ms integer not null);
  create table if not exists records (id text primary key, version integer not null, json text not null);
`;

/** Metrics and state on one machine. `:memory:` keeps nothing. */
export class SqliteStore implements MetricStore, StateStore, KindMemory {
  readonly #db: DatabaseSync;
  readonly #environment: string;

  constructor(environment: string, path = ':memory:') {
    this.#db = new DatabaseSync(path);
    this.#db.exec(SCHEMA);
    this.#environment = environment;
  }

  close(): void {
    this.#db.close();
  }

  async put(...[metrics, atMs]: Parameters<MetricStore['put']>): Promise<void> {
    for (const { key, value, dimensions } of metrics) {
      this.putSample(NAMESPACE, METRICS[key].name, { Environment: this.#environment, ...dimensions }, value, atMs);
    }
  }

  /** Stores one sample of any metric, as an agent beside AtlasML would. */
  putSample(namespace: string, metric: string, dimensions: Record<string, string>, value: number, atMs: number): void {
    this.#db.prepare('insert into samples values (?, ?, ?)').run(seriesOf(namespace, metric, dimensions), atMs, value);
  }

  async read(request: SeriesRequest): Promise<Datapoint[]> {
    const { namespace, metric, dimensions, statistic, periodSeconds, startMs, endMs } = request;
    const periodMs = periodSeconds * 1000;
    const rows = this.#db
      .prepare('select at_ms as atMs, value from samples where series = ? and at_ms >= ? and at_ms < ? order by at_ms')
      .all(seriesOf(namespace, metric, dimensions), Math.floor(startMs / periodMs) * periodMs, endMs) as unknown as Datapoint[];
    const buckets = Map.groupBy(rows, ({ atMs }) => Math.floor(atMs / periodMs) * periodMs);
    return [...buckets].map(([atMs, samples]) => ({
      atMs,
      value: statisticOf(
        statistic,
        samples.map((s) => s.value),
      ),
    }));
  }

  async load(): Promise<ReporterState> {
    const row = this.#db.prepare("select json from records where id = 'reporter'").get() as { json: string } | undefined;
    return row ? (JSON.parse(row.json) as ReporterState) : EMPTY_STATE;
  }

  async save(state: ReporterState): Promise<ReporterState> {
    const next = { ...state, version: state.version + 1 };
    const { changes } = this.#db
      .prepare(
        "insert into records values ('reporter', ?, ?) on conflict (id) do update set version = excluded.version, json = excluded.json where version = ?",
      )
      .run(next.version, JSON.stringify(next), state.version);
    if (changes === 0) throw new ConflictError('another run saved the state first; this one starts again');
    return next;
  }

  async firstSeen(fingerprints: string[], atMs: number): Promise<Map<string, number>> {
    const remember = this.#db.prepare('insert or ignore into kinds values (?, ?)');
    const recall = this.#db.prepare('select first_seen_ms as at from kinds where fingerprint = ?');
    const seen = fingerprints.map((fingerprint): [string, number] => {
      remember.run(fingerprint, Math.round(atMs));
      return [fingerprint, (recall.get(fingerprint) as { at: number }).at];
    });
    return new Map(seen);
  }

  async saveObservation(observation: Observation): Promise<void> {
    this.#db
      .prepare('insert or replace into records values (?, 0, ?)')
      .run(`observation#${observation.check}`, JSON.stringify(observation));
  }

  async archive(incident: Incident): Promise<void> {
    this.#db
      .prepare('insert or replace into records values (?, 0, ?)')
      .run(`incident#${archiveKey(incident)}`, JSON.stringify(incident));
  }

  async archived(most: number, sinceMs = 0): Promise<Incident[]> {
    const rows = this.#db
      .prepare("select json from records where id like 'incident#%' and id >= ? order by id desc limit ?")
      .all(`incident#${new Date(sinceMs).toISOString()}`, most) as { json: string }[];
    return rows.map(({ json }) => JSON.parse(json) as Incident);
  }

  async observations(): Promise<Observation[]> {
    const rows = this.#db.prepare("select json from records where id like 'observation#%' order by id").all() as {
      json: string;
    }[];
    return rows.map(({ json }) => JSON.parse(json) as Observation);
  }
}

function seriesOf(namespace: string, metric: string, dimensions: Record<string, string>): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);
}
