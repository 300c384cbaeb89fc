import type { LogAnswer, LogQuery, LogSource } from '../shared/ports.ts';

/** Events of a window, all of them, or why they could not be read. */
export type WholeWindow =
  | { state: 'complete'; events: { timestamp: number; message: string; logStream?: string }[] }
  | { state: 'unknown'; reason: string };

interface Window {
  startMs: number;
  endMs: number;
}

/** The longest window that is read whole: that in which starts are counted. A longer one stays unknown while Logs Insights is away. */
const LONGEST_MS = 15 * 60_000;

/**
 * Answers queries by Logs Insights; once it has failed in a run, those over the newest minutes by our own engine over the events
 * themselves, so that the errors of a trouble in AWS are not lost. For one run: the next one asks Logs Insights again.
 * @param read reads a window whole, bounded in bytes and time.
 */
export function orByOwnEngine(source: LogSource, read: (window: Window) => Promise<WholeWindow>): LogSource {
  let failed: string | undefined;
  let isUsed = false;
  const windows = new Map<string, Promise<WholeWindow>>();
  const whole = (window: Window) => {
    const key = `${window.startMs} ${window.endMs}`;
    const reading = windows.get(key) ?? read(window);
    windows.set(key, reading);
    return reading;
  };
  const byOwnEngine = async ({ query, startMs, endMs }: LogQuery, reason: string): Promise<LogAnswer> => {
    if (endMs - startMs > LONGEST_MS) return { state: 'unknown', reason };
    const read = await whole({ startMs, endMs });
    if (read.state === 'unknown') return { state: 'unknown', reason: `${reason}; counting without it: ${read.reason}` };
    // A healthy run does not load it.
    const { runQuery } = await import('../../insights/run/events.ts');
    const { rows, statistics } = runQuery(query, read.events, { startMs, endMs });
    isUsed = true;
    return { state: 'complete', rows, bytesScanned: statistics.bytesScanned };
  };
  return {
    ...source,
    async query(question) {
      if (failed !== undefined) return byOwnEngine(question, failed);
      const answer = await source.query(question);
      if (answer.state === 'complete') return answer;
      failed = answer.reason;
      return byOwnEngine(question, answer.reason);
    },
    doubts: (window) => [
      ...(source.doubts?.(window) ?? []),
      ...(isUsed ? [`the log events were read and counted without Logs Insights, which did not answer (${failed})`] : []),
    ],
  };
}
