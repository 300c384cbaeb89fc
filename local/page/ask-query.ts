import { Worker } from 'node:worker_threads';
import type { LogsConfig } from '../../functions/shared/config/schema.ts';
import { queryLink } from '../../functions/shared/message/console-links.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { COMMANDS, FUNCTION_NAMES, parseQuery, QueryError, SYSTEM_FIELDS } from '../../insights/index.ts';
import type { Language, QueryAnswer } from './port.ts';
import type { QueryTask, TaskAnswer } from './query-worker.ts';
import type { KeptLines } from './read-lines.ts';

/** More lines than a person looks through; so many fit into a message between threads. */
const MOST_LINES = 300_000;
const LONGEST_MS = 20_000;

/** What the writer of a query can name. */
export const LANGUAGE: Language = {
  commands: Object.keys(COMMANDS),
  functions: [...FUNCTION_NAMES],
  fields: [...SYSTEM_FIELDS],
};

/**
 * Runs a query over the lines that are kept. It runs in a thread of its own, for the monitor must not wait for anybody's expression.
 * @param window epoch ms, both ends included.
 */
export async function askQuery(
  kept: KeptLines,
  text: string,
  window: { startMs: number; endMs: number },
  logs: Pick<LogsConfig, 'group' | 'stream' | 'region'> | undefined,
): Promise<QueryAnswer> {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return wrong(error);
    throw error;
  }
  const events = kept.read(window, MOST_LINES);
  const answer = await inThread({ text, events, window });
  if (answer.state === 'wrong') return answer;
  const more = events.length === MOST_LINES ? [`Only the first ${MOST_LINES} lines of this time were looked at.`] : [];
  const link = logs && { console: queryLink(logs, window, text) };
  return redactDeep({ ...answer, warnings: [...answer.warnings, ...more], ...link });
}

/** The message says what and where; the place is marked in the text itself. */
function wrong({ message, offset, length }: QueryError): QueryAnswer {
  return { state: 'wrong', message, offset, length };
}

function inThread(task: QueryTask): Promise<TaskAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./query-worker.ts', import.meta.url), { workerData: task });
    const late = setTimeout(() => end(() => reject(new Error('The query took too long and was stopped.'))), LONGEST_MS);
    const end = (then: () => void) => {
      clearTimeout(late);
      void worker.terminate();
      then();
    };
    worker.once('message', (answer: TaskAnswer) => end(() => resolve(answer)));
    worker.once('error', (error) => end(() => reject(error)));
  });
}
