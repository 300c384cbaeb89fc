import { requestsOf as allRequestsOf, type LogCounts, type LogsObservation } from '../../functions/shared/observation.ts';
import type { MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { MetricMinutes } from './minutes.ts';

/**
 * What check-logs saw in a minute, by what it published then; the evidence is what the log of the capsule shows. Where it published nothing,
 * the log itself counts if it is whole.
 * @returns undefined where nothing is known of that minute. Pure.
 */
export function recordedCounts(seen: LogsObservation, minutes: MetricMinutes, isWholeLog: boolean): LogsObservation | undefined {
  const { atMs, window, evidence } = seen;
  const isUnknown = minutes.at('observationUnknown', atMs, { Check: 'logs' });
  const lines = minutes.at('logLines', atMs);
  if (isUnknown === undefined && lines === undefined) return isWholeLog ? seen : undefined;
  if (lines === undefined) {
    const { counts: _, ...rest } = seen;
    return { ...rest, unknown: 'the log could not be counted then' };
  }
  // What an older or a cheaper store does not have is as the log of the capsule shows it.
  const value = (key: MetricKey, inLog = 0) => minutes.at(key, atMs) ?? inLog;
  const requests = requestsOf(
    value('requests', seen.counts && allRequestsOf(seen.counts)),
    value('serverErrors'),
    value('clientErrors', seen.counts?.clientErrors),
    seen.counts,
  );
  const counts: LogCounts = {
    lines,
    levels: {
      debug: seen.counts?.levels.debug ?? 0,
      info: seen.counts?.levels.info ?? 0,
      warning: value('warningLines', seen.counts?.levels.warning),
      error: value('errorLines', seen.counts?.levels.error),
      critical: value('criticalLines'),
    },
    requests,
    healthRequests: value('healthRequests', seen.counts?.healthRequests),
    serverErrors: value('serverErrors'),
    clientErrors: value('clientErrors', seen.counts?.clientErrors),
    criticalLines: value('criticalLines'),
    unfinished: value('unfinishedRequests'),
    starts: value('starts'),
    failedStarts: seen.counts?.failedStarts ?? 0,
    tookP50Seconds: minutes.at('tookP50', atMs) ?? seen.counts?.tookP50Seconds ?? null,
    tookP95Seconds: minutes.at('tookP95', atMs) ?? seen.counts?.tookP95Seconds ?? null,
    unrecognisedLines: Math.round((value('unrecognisedPercent') * lines) / 100),
    longestSilenceSeconds: value('longestSilence', seen.counts?.longestSilenceSeconds),
    lastStartMs: seen.counts?.lastStartMs ?? null,
    lastAnswerMs: seen.counts?.lastAnswerMs ?? (allRequestsOf({ requests }) > 0 ? window.endMs : null),
  };
  const { unknown: _, silentEndMs, ...rest } = seen;
  return {
    ...rest,
    counts,
    ...(silentEndMs !== undefined && value('kills') > 0 && { silentEndMs }),
    // In an hour of log every kind is seen for the first time; the monitor knew which were new.
    evidence: value('newErrorKinds') > 0 ? evidence : evidence.map((kind) => ({ ...kind, firstSeenMs: 0 })),
  };
}

/** Of all requests those of each class: by the log where it has as many, else by what is known of errors. */
function requestsOf(all: number, server: number, client: number, seen: LogCounts | undefined): LogCounts['requests'] {
  const there = seen?.requests;
  if (there && there['2xx'] + there['3xx'] + there['4xx'] + there['5xx'] === all) return there;
  const failed = Math.min(all, server);
  const refused = Math.min(all - failed, client);
  return { '2xx': all - failed - refused, '3xx': 0, '4xx': refused, '5xx': failed };
}
