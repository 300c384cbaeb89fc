import type { LogCounts } from '../../functions/shared/observation.ts';

/** Counts of a log in which nothing is wrong and nobody asks; a test says what differs. */
export const QUIET_COUNTS: LogCounts = {
  lines: 0,
  levels: { debug: 0, info: 0, warning: 0, error: 0, critical: 0 },
  requests: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
  healthRequests: 0,
  serverErrors: 0,
  clientErrors: 0,
  criticalLines: 0,
  unfinished: 0,
  starts: 0,
  failedStarts: 0,
  tookP50Seconds: null,
  tookP95Seconds: null,
  unrecognisedLines: 0,
  longestSilenceSeconds: 0,
  lastStartMs: null,
  lastAnswerMs: null,
};
