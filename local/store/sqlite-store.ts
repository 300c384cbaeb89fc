import type { RunMemory } from '../../functions/shared/incident/kept-run.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import type { KindMemory, MetricStore, StateStore } from '../../functions/shared/ports.ts';
import { type AlarmMemory, sqliteAlarmMemory } from './alarm-memory.ts';
import { DatabaseFile } from './database-file.ts';
import { type Inbox, sqliteInbox } from './inbox.ts';
import { keepingObservations } from './kept-observations.ts';
import { type LogLines, sqliteLogLines } from './log-lines.ts';
import { type LogPositions, sqliteLogPositions } from './log-positions.ts';
import { type MessageLog, sqliteMessageLog } from './message-log.ts';
import { MetricRows } from './metric-rows.ts';
import { Metrics } from './metrics.ts';
import { Notices } from './notices.ts';
import { sqliteKindMemory, sqliteRecordStore } from './record-store.ts';
import { dropBeyond, dropOld, type StoreFiles } from './retention.ts';
import { INBOX, LOG_LINES, METRIC_ROWS, STATE } from './schema.ts';

export interface StoreOptions {
  /** How many bytes all files may hold together. @default 2 GB */
  mostBytes?: number;
  /** Told when something begins to fail, is well again, or was set aside: one sentence for a person. */
  onNotice?(text: string): void;
}

const RUNS = 'What the reporter rested on';

export const DEFAULT_MOST_BYTES = 2e9;

/**
 * All that one machine remembers: metrics, known kinds of error, the reporter's memory, alarms, messages, log events and what people
 * ask. `:memory:` keeps nothing; see `openStore` for a folder.
 */
export class SqliteStore implements MetricStore, KindMemory {
  readonly state: StateStore;
  readonly runs: RunMemory;
  readonly alarms: AlarmMemory;
  readonly messages: MessageLog;
  readonly logs: LogLines;
  readonly inbox: Inbox;
  readonly positions: LogPositions;
  readonly notices: Notices;
  readonly #files: StoreFiles;
  readonly #metrics: Metrics;
  readonly #kinds: KindMemory;
  readonly #now: () => number;
  readonly #options: StoreOptions;
  readonly #failing = new Set<string>();

  /** @param now epoch ms. */
  constructor(
    environment: string,
    files: StoreFiles | ':memory:' = ':memory:',
    now: () => number = Date.now,
    options: StoreOptions = {},
  ) {
    this.#files = files === ':memory:' ? inMemory() : files;
    this.#now = now;
    this.#options = options;
    const { state, metrics, logs, inbox } = this.#files;
    this.notices = new Notices(state);
    this.state = keepingObservations(stateStore(sqliteRecordStore(state, now), now), {
      onFailure: (error) =>
        this.failed('What checks saw', error, 'The newest of each check is kept in memory, and alarms go on.'),
      onSuccess: () => this.succeeded('What checks saw'),
    });
    this.runs = this.#telling(runMemory(sqliteRecordStore(state, now)));
    this.alarms = sqliteAlarmMemory(state);
    this.messages = sqliteMessageLog(state);
    this.logs = sqliteLogLines(logs);
    this.inbox = sqliteInbox(inbox, now);
    this.positions = sqliteLogPositions(state);
    this.#kinds = sqliteKindMemory(state);
    this.#metrics = new Metrics(new MetricRows(metrics), {
      environment,
      onFailure: (error) => this.failed('Metrics', error, 'They wait in memory, and alarms go on.'),
      onSuccess: () => this.succeeded('Metrics'),
    });
  }

  put(...request: Parameters<MetricStore['put']>): Promise<void> {
    return this.#metrics.put(...request);
  }

  read(...request: Parameters<MetricStore['read']>): ReturnType<MetricStore['read']> {
    return this.#metrics.read(...request);
  }

  /** Stores one sample of any metric, as an agent beside AtlasML would. */
  putSample(namespace: string, metric: string, dimensions: Record<string, string>, value: number, atMs: number): void {
    this.#metrics.putSample(namespace, metric, dimensions, value, atMs);
  }

  /** The dimensions under which a metric was ever stored. */
  dimensionsOf(namespace: string, metric: string): Record<string, string>[] {
    return this.#metrics.dimensionsOf(namespace, metric);
  }

  firstSeen(...request: Parameters<KindMemory['firstSeen']>): ReturnType<KindMemory['firstSeen']> {
    return this.#kinds.firstSeen(...request);
  }

  /** Says once that something cannot be written, until it can again. @param what begins a sentence: "Metrics". */
  failed(what: string, error: Error, meanwhile: string): void {
    const text = `${what} cannot be written: ${error.message}. ${meanwhile}`;
    this.notices.add('not written', text, this.#now());
    if (this.#failing.has(what)) return;
    this.#failing.add(what);
    this.#options.onNotice?.(text);
  }

  succeeded(what: string): void {
    if (!this.#failing.delete(what)) return;
    const text = `${what} can be written again.`;
    this.notices.add('written again', text, this.#now());
    this.#options.onNotice?.(text);
  }

  /** Drops a piece of what is too old or too much. To be called every few minutes; never throws. */
  tidy(): void {
    try {
      dropOld(this.#files, this.#now());
      dropBeyond(this.#files, this.#options.mostBytes ?? DEFAULT_MOST_BYTES, this.notices, this.#now());
      for (const file of Object.values(this.#files) as DatabaseFile[]) file.giveBack();
      this.inbox.prune(this.#now());
      this.notices.save();
      this.succeeded('What is too old');
    } catch (error) {
      this.failed('What is too old', error as Error, 'It is dropped when that works again.');
    }
  }

  #telling(runs: RunMemory): RunMemory {
    return {
      ...runs,
      keep: async (run) => {
        try {
          await runs.keep(run);
          // On a full disk a small one may fit by chance, which is no news while all else finds no room.
          if ([...this.#failing].every((what) => what === RUNS)) this.succeeded(RUNS);
        } catch (error) {
          this.failed(RUNS, error as Error, 'People are told all the same.');
        }
      },
    };
  }

  close(): void {
    for (const file of Object.values(this.#files) as DatabaseFile[]) file.close();
  }
}

function inMemory(): StoreFiles {
  const [state, metrics, logs, inbox] = [STATE, METRIC_ROWS, LOG_LINES, INBOX].map((schema) => DatabaseFile.inMemory(schema));
  return { state, metrics, logs, inbox } as StoreFiles;
}
