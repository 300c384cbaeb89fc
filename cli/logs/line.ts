/** A line of a log as a source gives it. */
export interface SourceLine {
  /** Epoch ms. */
  atMs: number;
  text: string;
  /** Of two containers that write at the same time each has its own. */
  stream?: string;
}

export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type Level = (typeof LEVELS)[number];

/** A line with what it belongs to. */
export interface LogLine extends SourceLine {
  /** Of the line that it goes on with; undefined before the first that has one. */
  level: Level | undefined;
  /** True for what goes on with the line before in its stream: a traceback. */
  isContinued: boolean;
}

/** Gets lines in the order in which they were written. */
export type Take = (lines: SourceLine[]) => void;

/** A log was read as far as it goes, and something behind that place is missing. */
export class CutOff extends Error {}

/** Where the lines of a log come from. */
export interface LinesSource {
  /**
   * Those since a moment, in portions. @param newest so many of the newest are enough, where that is known beforehand.
   * @throws CutOff when all that is there was handed on.
   */
  read(sinceMs: number, take: Take, newest?: number): Promise<void>;
  /** What comes after those that were read, until it is stopped; absent for what has an end. */
  follow?(signal: AbortSignal, take: Take): Promise<void>;
  close(): void;
}
