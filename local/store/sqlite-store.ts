import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import type { Datapoint, KindMemory, MetricStore, SeriesRequest, StateStore } from '../../functions/shared/ports.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { sqliteRecordStore } from './record-store.ts';
import { statisticOf } from './statistics.ts';

const SCHEMA = `
  create table if not exists samples (series text not null, at_ms integer not null, value real not null);
  create index if not exists samples_by_time on samples (series, at_ms);
  create table if not exists kinds (fingerprint text primary key, first_seen_ms integer not null);
`;

/** Metrics, known kinds of error and the reporter's memory on one machine. `:memory:` keeps nothing. */
export class SqliteStore implements MetricStore, KindMemory {
  readonly #db: DatabaseSync;
  readonly #environment: string;
  readonly state: StateStore;
  readonly #insert: StatementSync;

  /** @param now epoch ms, for when records expire. */
  constructor(environment: string, path = ':memory:', now: () => number = Date.now) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(SCHEMA);
    this.#environment = environment;
    this.#insert = this.#db.prepare('insert into samples values (?, ?, ?)');
    this.state = stateStore(sqliteRecordStore(this.#db), now);
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
    this.#insert.run(seriesOf(namespace, metric, dimensions), atMs, value);
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

  async firstSeen(fingerprints: string[], atMs: number): Promise<Map<string, number>> {
    const remember = this.#db.prepare('insert or ignore into kinds values (?, ?)');
    const recall = this.#db.prepare('select first_seen_ms as at from kinds where fingerprint = ?');
    const seen = fingerprints.map((fingerprint): [string, number] => {
      remember.run(fingerprint, Math.round(atMs));
      return [fingerprint, (recall.get(fingerprint) as { at: number }).at];
    });
    return new Map(seen);
  }
}

function seriesOf(namespace: string, metric: string, dimensions: Record<string, string>): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);
}
