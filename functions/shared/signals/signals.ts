import type { Signal, SignalId } from './signal.ts';

/**
 * Everything that is watched, the most telling first: the first signal of an incident names it.
 * Missing data is "unknown" (`missing`) but for what is published more rarely than it is evaluated, or only where
 * an answer tells: endpoint-down, channel-lost.
 */
// biome-ignore format: a row reads as a row
export const SIGNALS: readonly Signal[] = [
  {
    id: 'crash-loop', measure: 'logs', scope: 'service', severity: 'page',
    metric: 'starts', statistic: 'Maximum', comparison: '>=', threshold: (t) => t.startsIn15Minutes,
    periodSeconds: 300, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'AtlasML keeps restarting',
    meaning: 'The process ends soon after each start: a missing dependency at start, a bad environment variable, or too little memory.',
    firstStep: 'Read the lines before each start in the log; `docker ps` shows the exit code (137 is a kill, often for memory; 3 is a failed start).',
    explains: ['new-error-kind', 'endpoint-down', 'component-down', 'server-errors', 'server-error-rate', 'critical-lines', 'unfinished-requests', 'slow', 'logs-silent'],
  },
  {
    id: 'component-down', measure: 'health', scope: 'component', severity: 'page',
    metric: 'componentUp', statistic: 'Minimum', comparison: '<', threshold: () => 1,
    periodSeconds: 60, evaluationPeriods: 2, datapointsToAlarm: 2, missingData: 'missing',
    title: 'component % fails',
    meaning: 'The API itself answers and says that this component fails; users get errors for whatever needs it.',
    firstStep: 'See whether Weaviate runs and answers on /v1/.well-known/ready; AtlasML recovers by itself when it does.',
    explains: ['new-error-kind', 'endpoint-down', 'server-errors', 'server-error-rate', 'slow', 'unfinished-requests'],
  },
  {
    id: 'endpoint-down', measure: 'health', scope: 'endpoint', severity: 'page',
    metric: 'up', statistic: 'Minimum', comparison: '<', threshold: () => 1,
    periodSeconds: 10, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'ignore',
    title: 'endpoint % is down',
    meaning: 'Every attempt of one run failed; the sentence beside it says how.',
    firstStep: 'Ask the endpoint yourself with `atlasml-monitor check health`; if the container is up but silent, restart it.',
    // A component that fails makes its endpoint fail, and the endpoint's alarm is the quicker one: they explain each other.
    explains: ['new-error-kind', 'component-down', 'logs-silent', 'slow', 'unfinished-requests', 'server-errors', 'server-error-rate'],
  },
  {
    id: 'critical-lines', measure: 'logs', scope: 'service', severity: 'page',
    metric: 'criticalLines', statistic: 'Maximum', comparison: '>=', threshold: (t) => t.criticalLines,
    periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'critical log lines',
    meaning: 'AtlasML itself called something critical.',
    firstStep: 'Read the critical lines above in the log, with what came before them.',
    explains: ['new-error-kind'],
  },
  {
    id: 'server-errors', measure: 'logs', scope: 'service', severity: 'page',
    metric: 'serverErrors', statistic: 'Maximum', comparison: '>', threshold: (t) => t.serverErrors,
    periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'many server errors',
    meaning: 'Requests fail through a fault of ours, most often OpenAI or Weaviate.',
    firstStep: 'Read the newest errors above: OpenAI errors need the provider or the quota, Weaviate errors need Weaviate.',
    explains: ['new-error-kind', 'server-error-rate', 'slow'],
  },
  {
    id: 'server-error-rate', measure: 'logs', scope: 'service', severity: 'page',
    metric: 'serverErrorPercent', statistic: 'Maximum', comparison: '>', threshold: (t) => t.serverErrorPercent,
    periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'a large share of requests fails',
    meaning: 'Few requests come in, and many of them fail through a fault of ours.',
    firstStep: 'Read the newest errors above: OpenAI errors need the provider or the quota, Weaviate errors need Weaviate.',
    explains: ['new-error-kind', 'slow'],
  },
  {
    id: 'unfinished-requests', measure: 'logs', scope: 'service', severity: 'page',
    metric: 'unfinishedRequests', statistic: 'Maximum', comparison: '>', threshold: (t) => t.unfinishedRequests,
    periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'requests never finished',
    meaning: 'Requests began and were not answered: the process was killed, or the event loop is blocked.',
    firstStep: 'See whether the process was restarted (starts) or hangs (nothing answered); a process that hangs needs a restart.',
    explains: [],
  },
  {
    id: 'memory-high', measure: 'memory', scope: 'service', severity: 'page',
    metric: 'memoryUsedPercent', statistic: 'Maximum', comparison: '>', threshold: (t) => t.memoryUsedPercent,
    periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'memory is high',
    meaning: 'Close to the limit, where the kernel kills the process without a log line.',
    firstStep: 'Restart AtlasML at a quiet moment, or raise the limit; /relations/suggest loads a 1.6 GB model for each request.',
    explains: ['memory-running-out'],
  },
  {
    id: 'channel-lost', measure: 'delivery', scope: 'channel', severity: 'page',
    metric: 'channelUp', statistic: 'Minimum', comparison: '<', threshold: () => 1,
    // The channels are looked at once an hour: between two looks nothing is known to have changed.
    periodSeconds: 3600, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'ignore',
    title: 'alerts by % do not arrive',
    meaning: 'What is sent through this channel reaches nobody, or not everybody.',
    firstStep: 'Renew what the row above names, then try it with `npx atlasml-monitor send-test`.',
    explains: [],
  },
  {
    id: 'check-unknown', measure: 'any', scope: 'check', severity: 'warn',
    metric: 'observationUnknown', statistic: 'Maximum', comparison: '>=', threshold: () => 1,
    periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 5, missingData: 'missing',
    title: 'the check of % cannot see',
    meaning: 'The check runs but gets no answer it can trust; what it watches is unknown, not well.',
    firstStep: 'The rows above say what the check could not read and why.',
    explains: [],
  },
  {
    id: 'heartbeat-unknown', measure: 'heartbeat', scope: 'service', severity: 'warn',
    metric: 'heartbeatKnown', statistic: 'Minimum', comparison: '<', threshold: () => 1,
    periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'the heartbeat reaches nobody',
    meaning: 'The watcher that must speak when the whole monitor is dead knows no check of this URL: nobody would be told.',
    firstStep: 'Look for the check at the watcher, make it again if it is gone, and store its URL in the parameter that heartbeat names.',
    explains: [],
  },
  {
    id: 'new-error-kind', measure: 'logs', scope: 'service', severity: 'warn',
    metric: 'newErrorKinds', statistic: 'Maximum', comparison: '>=', threshold: () => 1,
    periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'a new kind of error',
    meaning: 'A request failed, or a start, with an error that was never seen before.',
    firstStep: 'Read the error marked as new above; after a deploy it is often the deploy.',
    explains: [],
  },
  {
    id: 'slow', measure: 'health', scope: 'endpoint', severity: 'warn',
    metric: 'responseTime', statistic: 'p90', comparison: '>', threshold: (t) => t.responseTimeSeconds,
    periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 5, missingData: 'missing',
    title: 'endpoint % is slow',
    meaning: 'AtlasML answers on one event loop: one slow OpenAI call makes everyone wait, the health check too.',
    firstStep: "See whether OpenAI is slow (the log's `took`), and how many requests wait at once.",
    explains: [],
  },
  {
    id: 'memory-running-out', measure: 'memory', scope: 'service', severity: 'warn',
    metric: 'hoursToMemoryLimit', statistic: 'Minimum', comparison: '<', threshold: (t) => t.hoursToMemoryLimit,
    periodSeconds: 300, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'memory is running out',
    meaning: 'By the trend of the last day the limit is reached soon.',
    firstStep: 'Plan a restart before the time in the row above; look for what grew since the last deploy.',
    explains: [],
  },
  {
    id: 'disk-high', measure: 'disk', scope: 'service', severity: 'warn',
    metric: 'diskUsedPercent', statistic: 'Maximum', comparison: '>', threshold: (t) => t.diskUsedPercent,
    periodSeconds: 300, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'the disk is filling up',
    meaning: 'Weaviate becomes read-only and Docker cannot write logs when the disk is full.',
    firstStep: "Free space: old images (`docker image prune`), logs, then Weaviate's backups.",
    explains: [],
  },
  {
    id: 'certificate-expiring', measure: 'health', scope: 'endpoint', severity: 'warn',
    metric: 'certificateDaysLeft', statistic: 'Minimum', comparison: '<', threshold: (t) => t.certificateDaysLeft,
    periodSeconds: 300, evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'missing',
    title: 'the certificate of % expires soon',
    meaning: 'Renewal did not happen; when it expires every client fails.',
    firstStep: 'Run the renewal by hand and read what it says.',
    explains: [],
  },
  {
    id: 'logs-silent', measure: 'logs', scope: 'service', severity: 'warn',
    metric: 'logLines', statistic: 'Maximum', comparison: '<', threshold: () => 1,
    periodSeconds: 300, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'nothing is logged',
    meaning: 'Docker asks for the health every 30 s and each answer is a line: the log driver is broken, or nothing runs.',
    firstStep: 'See whether the container runs and whether `docker logs` shows what CloudWatch lacks; check the awslogs options.',
    explains: ['log-format-changed'],
  },
  {
    id: 'log-format-changed', measure: 'logs', scope: 'service', severity: 'warn',
    metric: 'unrecognisedPercent', statistic: 'Maximum', comparison: '>', threshold: (t) => t.unrecognisedPercent,
    periodSeconds: 300, evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'missing',
    title: 'the log format changed',
    meaning: 'Many lines are not in a format known here, so the counts cannot be trusted.',
    firstStep: 'See what AtlasML logs now; after an upgrade the patterns in functions/shared/atlasml/log-format.ts must follow.',
    explains: [],
  },
];

/** The signal of an alarm that this version does not know: another version made it. */
const UNKNOWN_SIGNAL: Omit<Signal, 'id'> = {
  measure: 'any',
  scope: 'service',
  severity: 'page',
  metric: 'observationUnknown',
  statistic: 'Maximum',
  comparison: '>=',
  threshold: () => 1,
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'ignore',
  title: 'an alarm that this version does not know',
  meaning: 'Another version of the monitor made this alarm; its title says what it is about.',
  firstStep: 'Look at the alarm in CloudWatch, and deploy the monitor again.',
  explains: [],
};

/** The row of the table; for an alarm of another version one that says so. */
export function signalOf(id: SignalId): Signal {
  return SIGNALS.find((s) => s.id === id) ?? { id, ...UNKNOWN_SIGNAL };
}
