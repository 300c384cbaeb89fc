import { type LogEvent, type QueryResult, type RunOptions, runQuery } from '../run/events.ts';
import { withTimeLimit } from '../run/time-limit.ts';
import { filterPattern } from './pattern/filter-pattern.ts';

/** What a thread of the service is asked to compute. */
export type Job =
  | { kind: 'query'; text: string; events: LogEvent[]; window: { startMs: number; endMs: number }; options: RunOptions }
  /** Gives for each message whether the pattern matches it. */
  | { kind: 'filter'; pattern: string; messages: string[]; timeLimitMs: number };

export type Outcome<T extends Job> = T extends { kind: 'query' } ? QueryResult : boolean[];

/** @throws TimeLimitError when it computes for too long. */
export function compute(job: Job): QueryResult | boolean[] {
  if (job.kind === 'query') return runQuery(job.text, job.events, job.window, job.options);
  const { matches } = filterPattern(job.pattern);
  return withTimeLimit(job.timeLimitMs, () => job.messages.map(matches));
}
