import type { ErrorKind, LogsObservation } from '../../functions/shared/observation.ts';
import type { MonitorView } from './monitor-view.ts';

/**
 * The kinds of error that were seen last, the newest first: what the log says of the last day, and what check-logs found in its newest
 * window.
 */
export async function newestErrors(
  view: Pick<MonitorView, 'errors'>,
  logs: LogsObservation | undefined,
  sinceMs: number,
  most: number,
): Promise<ErrorKind[]> {
  const fresh = [...(logs?.evidence ?? []), ...(logs?.earlier?.kinds ?? [])].filter(({ newestMs }) => newestMs >= sinceMs);
  const stored = await view.errors(sinceMs);
  const kinds = new Map<string, ErrorKind>();
  for (const kind of [...stored, ...fresh]) {
    const key = kind.textFingerprint ?? kind.fingerprint;
    const there = kinds.get(key);
    if (!there || kind.newestMs >= there.newestMs) kinds.set(key, { ...kind, count: Math.max(kind.count, there?.count ?? 0) });
  }
  return [...kinds.values()].sort((a, b) => b.newestMs - a.newestMs).slice(0, most);
}
