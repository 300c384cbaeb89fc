import { type Context, createContext, Script } from 'node:vm';

/** A query computed for longer than it may, as one with a hostile regular expression does. */
export class TimeLimitError extends Error {
  constructor(ms: number, message?: string) {
    super(
      message ??
        `the query was stopped: a part of it computed for more than ${ms / 1000} s. A regular expression that repeats a repetition, such as (a+)+, can take for ever on one line; write it without`,
    );
    this.name = 'TimeLimitError';
  }
}

/** A query makes a text that V8 cannot hold, as one that doubles a text forty times does. */
export class TextLimitError extends TimeLimitError {
  constructor() {
    super(0, 'the query was stopped: it makes a text of more than 500 million characters');
    this.name = 'TextLimitError';
  }
}

const call = new Script('work()');
/** Made once: a context costs more than many a query. */
const sandbox: { work: (() => unknown) | undefined } = { work: undefined };
let context: Context | undefined;

/**
 * Runs work that cannot be waited out: V8 stops it from a watchdog thread when the time is over, also in the middle of
 * a regular expression. Source: https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
 * @throws TimeLimitError then.
 */
export function withTimeLimit<T>(ms: number, work: () => T): T {
  context ??= createContext(sandbox);
  const outer = sandbox.work;
  sandbox.work = work;
  try {
    return call.runInContext(context, { timeout: ms }) as T;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeLimitError(ms);
    if ((error as Error).message === 'Invalid string length') throw new TextLimitError();
    throw error;
  } finally {
    sandbox.work = outer;
  }
}
