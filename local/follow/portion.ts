import type { FollowedLine } from './line-kinds.ts';

/** A part of what is new: in the order of the files, the oldest first. */
export interface Portion {
  lines: FollowedLine[];
  /** When the newest file was last written, epoch ms. */
  writtenMs: number;
  /** More waited than is read at once: what stood before these lines was left out. */
  isCut: boolean;
  /** False where more follows from the same look. */
  isLast: boolean;
}

/** What a look at the files gave beside lines. */
export interface LookedAt {
  /** What may be missing, and cannot be known. */
  doubts: string[];
  /** Whether a file has the name. */
  isThere: boolean;
  /** Why reading stopped. */
  failed?: Error;
}
