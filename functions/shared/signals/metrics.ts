/** The namespace of every metric we write. */
export const NAMESPACE = 'AtlasML/Monitor';

/** The metrics we write; all are gauges, so that a run that happens twice changes nothing. */
export const METRICS = {
  up: { name: 'Up', unit: 'None' },
  responseTime: { name: 'ResponseTime', unit: 'Seconds' },
  failedAttemptPercent: { name: 'FailedAttemptPercent', unit: 'Percent' },
  certificateDaysLeft: { name: 'CertificateDaysLeft', unit: 'None' },
  componentUp: { name: 'ComponentUp', unit: 'None' },
  channelUp: { name: 'ChannelUp', unit: 'None' },
  heartbeatKnown: { name: 'HeartbeatKnown', unit: 'None' },
  observationUnknown: { name: 'ObservationUnknown', unit: 'None' },
  // What stands for all components, channels and checks in CloudWatch (native-alarms.ts).
  componentsUp: { name: 'ComponentsUp', unit: 'None' },
  channelsUp: { name: 'ChannelsUp', unit: 'None' },
  checksUnknown: { name: 'ChecksUnknown', unit: 'None' },
  serverErrors: { name: 'ServerErrors', unit: 'Count' },
  serverErrorPercent: { name: 'ServerErrorPercent', unit: 'Percent' },
  newErrorKinds: { name: 'NewErrorKinds', unit: 'Count' },
  clientErrors: { name: 'ClientErrors', unit: 'Count' },
  refusedRequests: { name: 'RefusedRequests', unit: 'Count' },
  criticalLines: { name: 'CriticalLines', unit: 'Count' },
  errorLines: { name: 'ErrorLines', unit: 'Count' },
  warningLines: { name: 'WarningLines', unit: 'Count' },
  requests: { name: 'Requests', unit: 'Count' },
  healthRequests: { name: 'HealthRequests', unit: 'Count' },
  unfinishedRequests: { name: 'UnfinishedRequests', unit: 'Count' },
  starts: { name: 'Starts', unit: 'Count' },
  kills: { name: 'Kills', unit: 'Count' },
  tookP50: { name: 'TookP50', unit: 'Seconds' },
  tookP95: { name: 'TookP95', unit: 'Seconds' },
  logLines: { name: 'LogLines', unit: 'Count' },
  unrecognisedPercent: { name: 'UnrecognisedPercent', unit: 'Percent' },
  longestSilence: { name: 'LongestSilence', unit: 'Seconds' },
  memoryUsedPercent: { name: 'MemoryUsedPercent', unit: 'Percent' },
  memoryPeakPercent: { name: 'MemoryPeakPercent', unit: 'Percent' },
  hoursToMemoryLimit: { name: 'HoursToMemoryLimit', unit: 'None' },
  diskUsedPercent: { name: 'DiskUsedPercent', unit: 'Percent' },
  containerHealthy: { name: 'ContainerHealthy', unit: 'None' },
  cpuUsedPercent: { name: 'CpuUsedPercent', unit: 'Percent' },
  appRequestsPerMinute: { name: 'AppRequestsPerMinute', unit: 'Count' },
  appTookP50: { name: 'AppTookP50', unit: 'Seconds' },
  appTookP95: { name: 'AppTookP95', unit: 'Seconds' },
  appTookP99: { name: 'AppTookP99', unit: 'Seconds' },
  appWeaviateTookP95: { name: 'AppWeaviateTookP95', unit: 'Seconds' },
} as const;

export type MetricKey = keyof typeof METRICS;

/** One value to publish. */
export interface Metric {
  key: MetricKey;
  value: number;
  /** Beyond Environment, which every metric has: Endpoint, Component, Check or Channel. */
  dimensions: Record<string, string>;
  /** True stores it with a resolution of one second, for alarms with a period of 10 s. */
  highResolution?: boolean;
}
