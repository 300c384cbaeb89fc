import { accessSync, constants } from 'node:fs';

/** The command line is wrong; the message says what to write. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What a command returns: its text and the exit code. */
export interface Outcome {
  text: string;
  /** 0 well, 1 not well, 2 wrong command line, 3 unknown. */
  code: 0 | 1 | 2 | 3;
  /** Rows for a program, which get what was asked for: not redacted. */
  isData?: true;
}

/** @throws UsageError when a file named on the command line is not there or may not be read. */
export function mustBeReadable(file: string, hint = ''): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}${hint}`);
  }
}
