/** A pattern of `parse` on the message itself. */
export interface MessageGlob {
  /** The literal texts around its wildcards, as bytes. */
  parts: string[];
  /** Where the wildcards' values go. */
  slots: number[];
  /** Is set where they have been filled: what the pattern comes to is known. */
  filled: number;
}
