import { parentPort, workerData } from 'node:worker_threads';
import { type LogEvent, QueryError, runQuery, TimeLimitError } from '../../insights/index.ts';

export interface QueryTask {
  text: string;
  events: LogEvent[];
  window: { startMs: number; endMs: number };
}

export type TaskAnswer =
  | { state: 'rows'; columns: string[]; rows: Record<string, string>[]; words: string; warnings: string[] }
  | { state: 'wrong'; message: string; offset: number; length: number };

/** Of more rows nobody reads all. */
const MOST_ROWS = 2_000;

parentPort?.postMessage(answered(workerData as QueryTask));

function answered({ text, events, window }: QueryTask): TaskAnswer {
  try {
    const { columns, rows, statistics, warnings } = runQuery(text, events, window, { timeLimitMs: 15_000 });
    const { recordsScanned, recordsMatched } = statistics;
    const words = `${recordsMatched} of ${recordsScanned} lines matched, ${rows.length} rows`;
    const cut = rows.length > MOST_ROWS ? [`Only the first ${MOST_ROWS} of ${rows.length} rows are shown.`] : [];
    return { state: 'rows', columns, rows: rows.slice(0, MOST_ROWS), words, warnings: [...warnings, ...cut] };
  } catch (error) {
    if (error instanceof QueryError)
      return { state: 'wrong', message: error.message, offset: error.offset, length: error.length };
    if (error instanceof TimeLimitError) return { state: 'wrong', message: error.message, offset: 0, length: text.length };
    throw error;
  }
}
