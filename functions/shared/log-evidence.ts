/** What was raised, in one line, and where: AtlasML's own frames first. Redacted. */
export interface StartFailure {
  exception: string;
  where: string[];
  /** What that came from, the first cause first. */
  causedBy?: { exception: string; where: string[] }[];
}

/** Error lines that differ only in numbers and ids. */
export interface ErrorKind {
  /** What makes it this kind: level, logger and text without numbers and ids, and what was raised where, when that was read. */
  fingerprint: string;
  /** The same without what was raised, when that is part of it. */
  textFingerprint?: string;
  level: 'ERROR' | 'CRITICAL';
  logger: string;
  /** Redacted, one line, cut. */
  text: string;
  count: number;
  newestMs: number;
  /** The first of them in the window; absent where only one line was read. */
  oldestMs?: number;
  /** When this kind was first seen at all; absent where nothing remembers it. */
  firstSeenMs?: number;
  /** What was raised with the newest of them, and where; absent when no traceback was found. */
  exception?: string;
  where?: string[];
  /** What that came from, the first cause first: each exception of the chain with its frames. */
  causedBy?: { exception: string; where: string[] }[];
}

/** Which service AtlasML waits for, by the lines of a request that hangs or was slow. */
export interface WaitsFor {
  who: 'openai' | 'weaviate';
  /** True when a line names it; false when only the one that comes next is missing. */
  isNamed: boolean;
  /** How long the wait lasted, or lasts. */
  seconds: number;
  /** When it began, epoch ms. */
  sinceMs: number;
}

/** A kind of error is new for as long as the window in which it was first seen. */
export function isNew({ firstSeenMs }: ErrorKind, window: { startMs: number }): boolean {
  return firstSeenMs !== undefined && firstSeenMs >= window.startMs;
}

/** The line of a crash in native code, or of a kill, such as "Segmentation fault". Redacted. */
export interface Crash {
  line: string;
  atMs: number;
}

/** How the log ends, where it ends with a stop or a crash and no start follows; the last lines are redacted. */
export interface Ended {
  atMs: number;
  orderly: boolean;
  words: string[];
}

/**
 * What the log said of a trouble that began before the window, each with its time: read again from its beginning, and kept
 * with the incident, because the window is five minutes. Redacted; times are epoch ms.
 */
export interface EarlierEvidence {
  kinds: ErrorKind[];
  /** Why a start failed, and when that start began. */
  startFailure?: StartFailure & { atMs: number };
  /** The last lines before a start, and when it began. */
  lastWords?: { atMs: number; lines: string[] };
  crash?: Crash;
  ended?: Ended;
  waitsFor?: WaitsFor;
  /** The newest known: of a start, of AtlasML's own word that it is up, of an answer. */
  lastStartMs?: number;
  upSinceMs?: number;
  lastAnswerMs?: number;
}
