import type { DigestKind } from '../shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { ItemStatus } from '../shared/message/message.ts';
import type {
  Clock,
  Datapoint,
  IssueSource,
  KindMemory,
  LogSource,
  MetricStore,
  SecretAges,
  StateStore,
} from '../shared/ports.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../shared/signals/metrics.ts';

/** How many days each looks back. */
export const DAYS: Record<DigestKind, number> = { daily: 1, weekly: 7, monthly: 30 };
export const DAY_MS = 86_400_000;

/** Epoch ms, both ends included. */
export interface Window {
  startMs: number;
  endMs: number;
}

export interface DigestPorts {
  clock: Clock;
  metrics: Pick<MetricStore, 'read'>;
  /** Metrics of the region that the log group is in; absent on one machine, where nothing is paid for by use. */
  logMetrics?: Pick<MetricStore, 'read'>;
  logs?: LogSource;
  /** The lines that were worth keeping, for longer than all are at hand; absent in AWS. */
  kept?: LogSource;
  /** AtlasML's project at Sentry; absent where none is configured. */
  issues?: IssueSource;
  kinds?: KindMemory;
  store: Pick<StateStore, 'load' | 'archived' | 'observations'>;
  secrets: SecretAges;
  /** What the monitor has to say of what it keeps, since a moment, epoch ms; absent in AWS, where the services say it. */
  notices?(sinceMs: number): string[];
}

/** What a digest is about: a window, and the one of the same length before it. */
export interface Scope {
  kind: DigestKind;
  config: MonitorConfig;
  nowMs: number;
  window: Window;
  before: Window;
  ports: DigestPorts;
}

/** What was found out about one item. */
export interface Answer {
  status: ItemStatus;
  fact: string;
  more?: string[];
  /** Unknown, and nothing for which somebody must open the message. */
  isMinor?: boolean;
}

/** One item of a checklist. `ask` throws when something cannot be found out, which makes it unknown. */
export interface Question {
  what: string;
  /** The label of the link that shows it. */
  seen: string;
  /** Whether it is asked at all. @default it is */
  isFor?(config: MonitorConfig): boolean;
  ask(scope: Scope): Promise<Answer>;
}

/** The digest of a kind that ends now. */
export function scopeOf(kind: DigestKind, config: MonitorConfig, ports: DigestPorts): Scope {
  const length = DAYS[kind] * DAY_MS;
  const nowMs = Math.floor(ports.clock.now() / 60_000) * 60_000;
  const startMs = nowMs - length;
  return {
    kind,
    config,
    nowMs,
    window: { startMs, endMs: nowMs - 1 },
    before: { startMs: startMs - length, endMs: startMs - 1 },
    ports,
  };
}

/** "the day before", for a trend. */
export function before({ kind }: Pick<Scope, 'kind'>): string {
  return { daily: 'the day before', weekly: 'the week before', monthly: 'the 30 days before' }[kind];
}

/** Metrics of one minute are kept for 15 days, of five minutes for 63 (API reference of GetMetricData). */
const PERIOD_SECONDS = 300;

/** A series of one of our own metrics, by default one datapoint for each five minutes. */
export function ownSeries(
  { config, ports }: Pick<Scope, 'config' | 'ports'>,
  { startMs, endMs }: Window,
  key: MetricKey,
  statistic: string,
  dimensions: Record<string, string> = {},
  periodSeconds = PERIOD_SECONDS,
): Promise<Datapoint[]> {
  return ports.metrics.read({
    namespace: NAMESPACE,
    metric: METRICS[key].name,
    dimensions: { Environment: config.slug, ...dimensions },
    statistic,
    periodSeconds,
    startMs,
    endMs,
  });
}
