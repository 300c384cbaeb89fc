/** A pattern of `parse` on the message itself. */
export interface MessageGlob {
  /** The literal texts around its wildcards, as bytes. */
  parts: string[];
  /** Where the wildcards' values go. */
  slots: number[];
  /** Is set where they have been filled: 1 when the pattern matched, else 0. */
  filled: number;
}
