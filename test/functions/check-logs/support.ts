import { checkLogs } from '../../../functions/check-logs/check.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import type { LogCounts, LogsObservation } from '../../../functions/shared/observation.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { StillClock } from '../../support/fakes.ts';

export const LOGS = { healthPaths: [...DEFAULTS.logs.healthPaths], servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes] };

/** One run of check-logs over events, by the queries that run in AWS. */
export function observe(events: LogEvent[], window = spanOf(events)): Promise<LogsObservation> {
  return checkLogs(LOGS, window, { source: localLogSource(() => events), clock: new StillClock(window.endMs) });
}

export async function count(events: LogEvent[], window = spanOf(events)): Promise<LogCounts> {
  const { counts, unknown } = await observe(events, window);
  if (!counts) throw new Error(unknown);
  return counts;
}

export function spanOf(events: LogEvent[]): { startMs: number; endMs: number } {
  return { startMs: events[0]?.timestamp ?? 0, endMs: events.at(-1)?.timestamp ?? 0 };
}

/** Events of one line each, a second apart. */
export function lines(...messages: string[]): LogEvent[] {
  return messages.map((message, i) => ({ timestamp: Date.parse('2026-11-24T10:00:00Z') + i * 1000, message }));
}
