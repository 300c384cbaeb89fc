import { styleText } from 'node:util';
import { redact } from '../functions/shared/text/redact.ts';
import { soundText } from '../functions/shared/text/sound.ts';
import type { Outcome } from './usage-error.ts';

/** What is written to: a stream of the process, or a stand-in. */
export interface Out {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** The one way to a terminal, a pipe or a file for all that the command line says. */
export interface Screen {
  /** A text for people: sound and redacted, with a line end; in a colour on a terminal where NO_COLOR is not set. */
  print(text: string, colour?: 'red' | 'green'): void;
  /** The same on the standard error stream. */
  complain(text: string): void;
  /** Data for a program, such as rows of a query: sound, and otherwise as it is. */
  data(text: string): void;
  /** Draws over the line of the standard error stream, or takes it away; on a terminal alone. */
  redraw(text?: string): void;
  /** Of the terminal that results go to; undefined for a pipe or a file, where no table is cut. */
  columns: number | undefined;
  /** Whether `redraw` draws. */
  isDrawn: boolean;
}

/** To the begin of the line, and what stands in it away: ECMA-48, CR and EL. Codes of ours are added here and nowhere else. */
const CLEAR_LINE = '\r\x1b[K';

/** @param stdout for results. @param stderr for what is no result. */
export function screenOf({ stdout, stderr }: { stdout: Out; stderr: Out }): Screen {
  return {
    // Node looks at NO_COLOR: https://nodejs.org/api/util.html#utilstyletextformat-text-options
    print: (text, colour) => void stdout.write(`${colour && stdout.isTTY ? styleText(colour, shown(text)) : shown(text)}\n`),
    complain: (text) => void stderr.write(`${shown(text)}\n`),
    // CSV has line ends of its own.
    data: (text) => void stdout.write(`${text.split('\r\n').map(soundText).join('\r\n')}\n`),
    redraw: (text = '') => void (stderr.isTTY && stderr.write(`${CLEAR_LINE}${shown(text)}`)),
    columns: (stdout.isTTY && stdout.columns) || undefined,
    isDrawn: stderr.isTTY ?? false,
  };
}

/** A text as people get it to see. */
export const shown = (text: string): string => redact(soundText(text));

/** What a command came to: what is no result goes to standard error, so that nobody stores it as one. */
export function showOutcome(screen: Screen, { text, code, isData, isFailure }: Outcome): void {
  if (text === '') return;
  if (code === 2 || isFailure) screen.complain(text);
  else if (isData) screen.data(text);
  else screen.print(text);
}

/** An error that nobody expected, with where it came from. */
export function showFailure(screen: Screen, error: unknown): void {
  screen.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
