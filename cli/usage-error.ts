import { accessSync, constants } from 'node:fs';

/** The command line is wrong; the message says what to write. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
  /** The words are right, and what the configuration asks for is missing. */
  readonly isOfConfiguration: boolean;

  constructor(message: string, { isOfConfiguration = false, ...options }: ErrorOptions & { isOfConfiguration?: boolean } = {}) {
    super(message, options);
    this.isOfConfiguration = isOfConfiguration;
  }
}

/** What a command returns: its text and the exit code. */
export interface Outcome {
  text: string;
  /** 0 well, 1 not well, 2 wrong command line or configuration, 3 unknown. */
  code: 0 | 1 | 2 | 3;
  /** What `--json` prints in place of the text. */
  json?: object;
  /** No result was found: the text says why, on standard error. */
  isFailure?: true;
  /** No line of it is broken where a terminal is too narrow. */
  isAsItIs?: true;
  /** Rows for a program, which get what was asked for: not redacted. */
  isData?: true;
}

/** No result: unknown, and why. Nothing of it goes where a result would be stored. */
export const failure = (text: string): Outcome => ({ text, code: 3, isFailure: true });

/** An outcome as `--json` has it. A failure stays a sentence on standard error. */
export async function asJson(outcome: Outcome): Promise<Outcome> {
  const { json, code } = outcome;
  if (json === undefined) return outcome;
  const { redactDeep } = await import('../functions/shared/text/redact-deep.ts');
  return { text: JSON.stringify(redactDeep(json), null, 2), code, isData: true };
}

/** @throws UsageError when a file named on the command line is not there or may not be read. */
export function mustBeReadable(file: string, hint = ''): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${whyNot(error as NodeJS.ErrnoException)}${hint}`);
  }
}

/** Node's words for the two that happen to people are the system call's. */
function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'it is not there';
  if (code === 'EACCES') return 'this user may not read it';
  return message;
}
