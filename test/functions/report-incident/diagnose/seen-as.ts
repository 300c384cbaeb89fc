import { type Diagnosis, diagnose } from '../../../../functions/report-incident/diagnose/diagnose.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import type { KnownCause, Member } from '../../../../functions/shared/incident/reporter-state.ts';
import type {
  EndpointObservation,
  ErrorKind,
  LogCounts,
  LogsObservation,
  Observation,
} from '../../../../functions/shared/observation.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { signalOf } from '../../../../functions/shared/signals/signals.ts';
import { QUIET_COUNTS } from '../../../support/quiet-counts.ts';

export const NOW = Date.parse('2026-11-26T11:30:00Z');
const MINUTE_MS = 60_000;
export const ago = (minutes: number): number => NOW - minutes * MINUTE_MS;

/** An alarm that is on since some minutes ago. */
export function on(signal: SignalId, { subject = '', minutes = 1, state = 'alarm' as Member['state'] } = {}): Member {
  const { severity, title } = signalOf(signal);
  return { alarm: `${signal} ${subject}`, signal, subject, title, severity, state, sinceMs: ago(minutes) };
}

export function seen(more: Partial<EndpointObservation> = {}): EndpointObservation {
  const isDown = more.fault !== undefined;
  return {
    endpoint: 'health',
    verdict: isDown ? 'down' : 'up',
    sentence: isDown ? `It fails (${more.fault}).` : 'HTTP 200 in 41 ms',
    attempts: 3,
    timings: { connectMs: 2, totalMs: 10 },
    components: isDown ? [] : [{ component: 'weaviate', up: true }],
    earlierFaults: [],
    ...more,
  };
}

export function kind(text: string, more: Partial<ErrorKind> = {}): ErrorKind {
  const newestMs = more.newestMs ?? ago(0.5);
  return { fingerprint: text, level: 'ERROR', logger: 'atlasml.utils', text, count: 12, newestMs, oldestMs: newestMs, ...more };
}

export function counted(more: Partial<LogCounts> = {}): LogCounts {
  return {
    ...QUIET_COUNTS,
    lines: 400,
    levels: { debug: 0, info: 400, warning: 0, error: 0, critical: 0 },
    requests: { '2xx': 40, '3xx': 0, '4xx': 0, '5xx': 0 },
    healthRequests: 10,
    tookP50Seconds: 0.1,
    tookP95Seconds: 0.3,
    longestSilenceSeconds: 10,
    lastAnswerMs: ago(3),
    ...more,
  };
}

/** What is told of these alarms when the checks saw this. */
export function told(
  members: Member[],
  endpoints: EndpointObservation[],
  {
    counts = {},
    memory,
    causes = [],
    ...logs
  }: Partial<Omit<LogsObservation, 'counts'>> & { counts?: Partial<LogCounts>; memory?: number; causes?: KnownCause[] } = {},
): Diagnosis {
  const observations: Observation[] = [
    { check: 'health', atMs: ago(0.2), endpoints },
    {
      check: 'logs',
      atMs: ago(0.3),
      window: { startMs: ago(5.3), endMs: ago(0.3) },
      evidence: [],
      notes: [],
      ...logs,
      counts: counted(counts),
    },
    ...(memory === undefined
      ? []
      : [{ check: 'memory' as const, atMs: NOW, memory: { state: 'known' as const, usedPercent: memory, atMs: NOW } }]),
  ];
  const incident = { id: 'i', openedMs: ago(5), revision: 1, changes: [], members, causes };
  return diagnose(incident, witnessesOf(observations, incident, NOW));
}
