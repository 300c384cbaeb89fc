/** The command line is wrong; the message says what to write. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What a command returns: its text and the exit code. */
export interface Outcome {
  text: string;
  /** 0 well, 1 not well, 2 wrong command line, 3 unknown. */
  code: 0 | 1 | 2 | 3;
}
