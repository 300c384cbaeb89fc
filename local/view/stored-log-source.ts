import type { LogSource } from '../../functions/shared/ports.ts';
import type { LogEvent } from '../../insights/index.ts';
import { localLogSource } from '../follow/log-source.ts';
import { StoredLines } from './stored-lines.ts';

/** More than these are not held in memory: some 200 MB. */
const MOST_LINES = 500_000;
const TOO_MANY = `the log of this time has more than ${MOST_LINES.toLocaleString('en')} lines, which are not counted again here`;

/** The log events that a monitor on this machine keeps, as a source of logs for another process. What it does not hold is unknown. */
export function storedLogSource(folder: string): LogSource {
  const asked = async <T>(window: { startMs: number; endMs: number }, ask: (source: LogSource) => Promise<T>) => {
    const lines = new StoredLines(folder);
    try {
      const events: LogEvent[] = [];
      for (const portion of lines.since(window.startMs, 10_000)) {
        for (const { atMs, message, stream } of portion) {
          if (atMs <= window.endMs) events.push({ timestamp: atMs, message, ...(stream !== undefined && { logStream: stream }) });
        }
        if (events.length > MOST_LINES) return { state: 'unknown' as const, reason: TOO_MANY };
        if ((portion.at(-1)?.atMs ?? 0) > window.endMs) break;
      }
      if (events.length === 0 && lines.lastId() === 0)
        return { state: 'unknown' as const, reason: 'the store keeps no log lines' };
      return await ask(localLogSource(() => events));
    } catch (error) {
      return { state: 'unknown' as const, reason: (error as Error).message };
    } finally {
      lines.close();
    }
  };
  return {
    query: (question) => asked(question, (source) => source.query(question)),
    lines: (window) => asked(window, (source) => source.lines(window)),
  };
}
