import type { attemptOnce } from '../../functions/check-health/attempt.ts';
import type { Offer } from '../../functions/report-incident/tell/offered.ts';
import type { Beat } from '../../functions/shared/delivery/heartbeat.ts';
import type { ContainerObservation, Observation } from '../../functions/shared/observation.ts';
import type {
  IssueSource,
  LogSource,
  MetricStore,
  Receiver,
  Secrets,
  TimeLimit,
  WindowSource,
} from '../../functions/shared/ports.ts';
import type { AlarmChange } from '../alarms/alarm-evaluator.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { Reached } from './page-links.ts';
import type { SteadyClock } from './rounds.ts';

export interface WatchPorts {
  /** Its sleeps must end when the run is stopped. */
  clock: SteadyClock;
  store: SqliteStore;
  logs?: LogSource;
  /** Looks at the events of AtlasML's container. */
  container?(): Promise<ContainerObservation>;
  /** Whether something happened to it since it was asked before. */
  containerNews?(): Promise<boolean>;
  within: TimeLimit;
  secrets: Secrets;
  receivers: Receiver[];
  newId(): string;
  /** One request of a probe; the demo's counts in its own time. @default attemptOnce */
  attempt?: typeof attemptOnce;
  /** Absent where none are planned. */
  windows?: WindowSource;
  /** Where check-memory reads. @default the store */
  usage?: Pick<MetricStore, 'read'>;
  /** Makes the answers that messages offer; absent where no page takes them. */
  offer?: Offer;
  /** Where people reach the page; absent where there is none, or none is known. */
  page?: Reached;
  /** What AtlasML itself told Sentry; absent where no project is configured. */
  issues?: IssueSource;
  /** Absent where no heartbeat is configured. */
  beat?(): Promise<Beat>;
}

/** What the loop tells while it runs. */
export interface WatchListener {
  observed(observation: Observation): void;
  changed(changes: AlarmChange[]): void;
  failed(what: string, error: Error): void;
}
