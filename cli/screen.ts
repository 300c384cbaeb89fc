import { fchmodSync, fstatSync } from 'node:fs';
import { styleText } from 'node:util';
import { redact } from '../functions/shared/text/redact.ts';
import { soundText } from '../functions/shared/text/sound.ts';
import type { Outcome } from './usage-error.ts';
import { fitted } from './wrapped.ts';

/** What is written to: a stream of the process, or a stand-in. */
export interface Out {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  /** Of a stream of the process. */
  fd?: number;
  write(text: string | Uint8Array): unknown;
}

export type Colour = 'red' | 'green';

/** One line for people, in a colour where one helps. */
export interface ShownLine {
  text: string;
  colour?: Colour;
}

/** The one way to a terminal, a pipe or a file for all that the command line says. */
export interface Screen {
  /** A text for people: sound and redacted, with a line end; in a colour on a terminal where NO_COLOR is not set. */
  print(text: string, colour?: Colour): void;
  /** The same on the standard error stream. */
  complain(text: string): void;
  /** Data for a program, such as rows of a query: sound, and otherwise as it is. */
  data(text: string): void;
  /** A file for the standard output, as it is; where that is a file, it is for its owner alone. */
  bytes(data: Uint8Array): void;
  /** Whether results go to a terminal. */
  isTerminal: boolean;
  /** Draws over the line of the standard error stream, or takes it away; on a terminal alone. */
  redraw(text?: string): void;
  /** Of the terminal that results go to; undefined for a pipe or a file, where no table is cut. */
  columns: number | undefined;
  /** Whether `redraw` draws. */
  isDrawn: boolean;
  /**
   * Lines that belong together. Where they are redrawn, those of a terminal take the place of the frame before, with nothing blank in
   * between; elsewhere they stand below it.
   */
  frame(lines: readonly ShownLine[], isRedrawn: boolean): void;
  /** Gives the terminal back after the last frame, which stays readable. */
  endFrame(): void;
}

/** To the begin of the line, and what stands in it away: ECMA-48, CR and EL. Codes of ours are added here and nowhere else. */
const CLEAR_LINE = '\r\x1b[K';

/**
 * The alternate screen with the cursor hidden, and back (xterm, ctlseqs, DECSET 1049 and 25). A frame begins at the top, each line ends
 * with EL, and ED takes away what was below.
 */
const ENTER_FRAMES = '\x1b[?1049h\x1b[?25l';
const LEAVE_FRAMES = '\x1b[?25h\x1b[?1049l';
const TOP = '\x1b[H';
const CLEAR_TO_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** @param stdout for results. @param stderr for what is no result. */
export function screenOf({ stdout, stderr }: { stdout: Out; stderr: Out }): Screen {
  // Node looks at NO_COLOR: https://nodejs.org/api/util.html#utilstyletextformat-text-options
  const painted = (text: string, colour?: Colour) => (colour && stdout.isTTY ? styleText(colour, shown(text)) : shown(text));
  const print = (text: string, colour?: Colour) => void stdout.write(`${painted(text, colour)}\n`);
  let last: readonly ShownLine[] | undefined;
  return {
    print,
    complain: (text) => void stderr.write(`${shown(text)}\n`),
    // CSV has line ends of its own.
    data: (text) => void stdout.write(`${text.split('\r\n').map(soundText).join('\r\n')}\n`),
    bytes: (data) => {
      if (stdout.fd !== undefined && fstatSync(stdout.fd).isFile()) fchmodSync(stdout.fd, 0o600);
      stdout.write(data);
    },
    isTerminal: stdout.isTTY ?? false,
    redraw: (text = '') => void (stderr.isTTY && stderr.write(`${CLEAR_LINE}${shown(text)}`)),
    columns: (stdout.isTTY && stdout.columns) || undefined,
    isDrawn: stderr.isTTY ?? false,
    frame(lines, isRedrawn) {
      if (!isRedrawn || !stdout.isTTY) {
        for (const { text, colour } of lines) print(text, colour);
        return;
      }
      const enter = last === undefined ? ENTER_FRAMES : '';
      last = lines;
      const rows = fitting(lines, stdout.rows ?? lines.length).map((line) => `${painted(line.text, line.colour)}${CLEAR_TO_END}`);
      // One write: a terminal draws no half of it. No line end behind the last one, which would scroll a full screen.
      stdout.write(`${enter}${TOP}${rows.join('\n')}${CLEAR_BELOW}`);
    },
    endFrame() {
      if (last === undefined) return;
      stdout.write(LEAVE_FRAMES);
      for (const { text, colour } of last) print(text, colour);
      last = undefined;
    },
  };
}

/** So many lines as there are rows; the last one then says how many there are below. */
function fitting(lines: readonly ShownLine[], rows: number): readonly ShownLine[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), { text: `… ${lines.length - rows + 1} more lines` }];
}

/** A text as people get it to see. */
export const shown = (text: string): string => redact(soundText(text));

/** What a command came to: what is no result goes to standard error, so that nobody stores it as one. */
export function showOutcome(screen: Screen, { text, code, isData, isFailure, isAsItIs }: Outcome): void {
  if (text === '') return;
  if (code === 2 || isFailure) screen.complain(text);
  else if (isData) screen.data(text);
  else screen.print(isAsItIs || screen.columns === undefined ? text : fitted(text, screen.columns));
}

/** An error that nobody expected, with where it came from. */
export function showFailure(screen: Screen, error: unknown): void {
  screen.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
