import type { LogSource } from '../../functions/shared/ports.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { localLogSource } from './log-source.ts';

/** More than these are not held in memory: some 200 MB. */
const MOST_LINES = 500_000;
const TOO_MANY = `more than ${MOST_LINES.toLocaleString('en-US')} lines of this time were kept`;

/** The lines that were worth keeping, as a source of logs: of requests that went well there are none. */
export function keptSource({ logs }: Pick<SqliteStore, 'logs'>): LogSource {
  const of = ({ startMs, endMs }: { startMs: number; endMs: number }) => {
    const events = logs.read({ startMs, endMs }, MOST_LINES + 1);
    if (events.length > MOST_LINES) throw new Error(TOO_MANY);
    return events;
  };
  return {
    query: (question) => localLogSource(() => of(question)).query(question),
    lines: (window) => localLogSource(() => of(window)).lines(window),
  };
}
