/**
 * The signals that routes may name, by how loud they are. The table of signals lies behind the configuration, so their names stand here once
 * more; a test holds them to it.
 */
export const SIGNAL_NAMES = {
  page: [
    'crash-loop',
    'component-down',
    'endpoint-down',
    'critical-lines',
    'server-errors',
    'server-error-rate',
    'unfinished-requests',
    'memory-critical',
    'memory-high',
    'channel-lost',
  ],
  warn: [
    'check-unknown',
    'heartbeat-unknown',
    'killed',
    'new-error-kind',
    'endpoint-flaky',
    'requests-refused',
    'cpu-high',
    'container-unhealthy',
    'slow',
    'memory-running-out',
    'disk-high',
    'certificate-expiring',
    'logs-silent',
    'log-format-changed',
  ],
} as const;
