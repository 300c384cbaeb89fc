import { countWindow } from '../../check-logs/count-window.ts';
import { aboutTotal } from '../../shared/incident/about-total.ts';
import type { LogCounts } from '../../shared/observation.ts';
import type { LogSource } from '../../shared/ports.ts';
import { duration } from '../../shared/text/words.ts';
import { DAY_MS, ownSeries, type Scope } from '../scope.ts';
import { type Errors, kindsIn } from './error-kinds.ts';

/** As long as lines are kept on one machine (`local/store/retention.ts`). */
const KEPT_DAYS = 7;
const MINUTE_MS = 60_000;
const TOTALS = ['serverErrors', 'clientErrors', 'requests', 'criticalLines', 'errorLines', 'unfinishedRequests'] as const;

/**
 * The errors of a window whose log is not all in memory any more: how many by what check-logs published each minute, and which by the lines
 * that were kept. Those leave out what went well, so that no request is counted there.
 * @param why the log itself cannot be counted. @throws Error with it where nothing was published.
 */
export async function errorsByMinute(scope: Scope, kept: LogSource, why: string): Promise<Errors> {
  const { config, ports, window } = scope;
  const about = (key: (typeof TOTALS)[number], within = window) => aboutTotal(ports.metrics, config.slug, key, within);
  const [totals, earlier, counted, seen, kinds] = await Promise.all([
    Promise.all(TOTALS.map(async (key) => [key, await about(key)] as const)),
    about('serverErrors', scope.before),
    config.logs && countWindow(config.logs, window, kept),
    ownSeries(scope, window, 'serverErrors', 'SampleCount', {}),
    kindsIn(scope, kept),
  ]);
  const of = Object.fromEntries(totals) as Record<(typeof TOTALS)[number], number | undefined>;
  if (of.serverErrors === undefined || of.requests === undefined || !counted || 'unknown' in counted) throw new Error(why);
  const { serverErrors, requests, clientErrors = 0, criticalLines = 0, errorLines = 0 } = of;
  const counts: LogCounts = {
    ...counted.counts,
    serverErrors,
    clientErrors,
    criticalLines,
    levels: { ...counted.counts.levels, error: errorLines },
    requests: { '2xx': Math.max(0, requests - serverErrors), '3xx': 0, '4xx': 0, '5xx': Math.min(requests, serverErrors) },
    unfinished: of.unfinishedRequests ?? 0,
  };
  const minutes = seen.reduce((sum, { value }) => sum + value, 0);
  const missing = window.endMs + 1 - window.startMs - minutes * MINUTE_MS;
  const notes = [
    'the numbers are about: added up from what was counted each minute',
    ...(missing > MOST_MISSING_MS ? [`nothing was counted in ${duration(missing)} of this time`] : []),
    ...(scope.window.endMs - window.startMs > KEPT_DAYS * DAY_MS
      ? [`error lines are kept for ${KEPT_DAYS} days: which errors came before is not known`]
      : []),
    ...kinds.notes,
  ];
  const { blind } = kinds;
  return { counts, kinds: kinds.kinds, earlier, ...(blind !== undefined && { blind }), notes };
}

/** A restart of the monitor is no gap. */
const MOST_MISSING_MS = 10 * MINUTE_MS;
