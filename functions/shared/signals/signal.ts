import type { Thresholds } from '../config/schema.ts';
import type { MetricKey } from './metrics.ts';

/** page wakes somebody; warn waits for the morning. */
export type Severity = 'page' | 'warn';

/** What each alarm is about: the service, each endpoint, component, check or channel. */
export type Scope = 'service' | 'endpoint' | 'component' | 'check' | 'channel';

export type SignalId =
  | 'endpoint-down'
  | 'endpoint-flaky'
  | 'component-down'
  | 'crash-loop'
  | 'killed'
  | 'server-errors'
  | 'server-error-rate'
  | 'critical-lines'
  | 'new-error-kind'
  | 'unfinished-requests'
  | 'requests-refused'
  | 'memory-critical'
  | 'memory-high'
  | 'memory-running-out'
  | 'disk-high'
  | 'cpu-high'
  | 'container-unhealthy'
  | 'slow'
  | 'certificate-expiring'
  | 'logs-silent'
  | 'log-format-changed'
  | 'channel-lost'
  | 'check-unknown'
  | 'heartbeat-unknown';

/** Which check measures a signal, and whether the configuration asks for it. */
export type Measure = 'health' | 'logs' | 'memory' | 'disk' | 'cpu' | 'container' | 'delivery' | 'heartbeat' | 'any';

/** One row of the table that alarms, dashboard, messages, local evaluator and docs derive from. */
export interface Signal {
  id: SignalId;
  measure: Measure;
  scope: Scope;
  metric: MetricKey;
  statistic: 'Maximum' | 'Minimum' | 'p90';
  comparison: '<' | '>' | '>=';
  threshold(thresholds: Thresholds): number;
  periodSeconds: number;
  /** M of N: `datapointsToAlarm` of the last `evaluationPeriods`. */
  evaluationPeriods: number;
  datapointsToAlarm: number;
  missingData: 'missing' | 'ignore' | 'notBreaching';
  severity: Severity;
  /** A few words; % stands for the endpoint, component or check. */
  title: string;
  /** What it usually means, in one sentence for somebody woken at night. */
  meaning: string;
  /** The first thing to do; the runbook has the rest. */
  firstStep: string;
  /** Signals that follow from this one; they are told as its consequences. */
  explains: SignalId[];
}
