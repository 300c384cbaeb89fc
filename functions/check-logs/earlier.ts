import { PROCESS_START, STARTED } from '../shared/atlasml/log-format.ts';
import type { EarlierEvidence } from '../shared/observation.ts';
import type { LogLine, LogLines } from '../shared/ports.ts';
import { startContext, withTraces } from './context.ts';
import { crashIn } from './ending.ts';
import { errorKinds, UVICORN } from './evidence.ts';
import type { LookedBack } from './look-back.ts';
import { EVIDENCE_PATTERN } from './query.ts';

const START = new RegExp(`^${PROCESS_START}`);
const UP = new RegExp(`^${STARTED}`);
const ERROR = new RegExp(EVIDENCE_PATTERN);
const MOST_KINDS = 10;

/**
 * What the beginning of a trouble said, by its lines alone: the kinds of error with their tracebacks, why the first start
 * after it failed, or what was said before it. Redacted.
 */
export async function earlierEvidence({ lines, wellMs }: Pick<LookedBack, 'lines' | 'wellMs'>): Promise<EarlierEvidence> {
  const errors = lines.filter(({ message }) => ERROR.test(message));
  // uvicorn says the same of every exception.
  const told = errorKinds(errors.map(rowOf)).filter((k) => k.logger !== UVICORN);
  const kinds = await withTraces(told.slice(0, MOST_KINDS), { lines: async (window) => within(lines, window) });
  const starts = lines.filter(({ message }) => START.test(message));
  const [first, second] = starts;
  const { failure, lastWords, crash = crashIn(lines) } = first ? startContext(upTo(lines, second)) : {};
  const up = lines.findLast(({ message }) => UP.test(message));
  const lastStartMs = starts.at(-1)?.atMs;
  return {
    kinds,
    ...(first && failure && { startFailure: { ...failure, atMs: first.atMs } }),
    ...(first && lastWords && { lastWords: { atMs: first.atMs, lines: lastWords } }),
    ...(crash && { crash }),
    ...(lastStartMs !== undefined && { lastStartMs }),
    ...(up && { upSinceMs: up.atMs }),
    ...(wellMs !== undefined && { lastAnswerMs: wellMs }),
  };
}

const rowOf = ({ atMs, message }: LogLine) => ({
  '@timestamp': new Date(atMs).toISOString().slice(0, -1),
  '@message': message,
});

const within = (lines: LogLine[], { startMs, endMs }: { startMs: number; endMs: number }): LogLines => ({
  state: 'complete',
  lines: lines.filter(({ atMs }) => atMs >= startMs && atMs <= endMs),
});

/** The lines before one of them; all where it is absent. */
const upTo = (lines: LogLine[], end: LogLine | undefined): LogLine[] =>
  end === undefined ? lines : lines.slice(0, lines.indexOf(end));
