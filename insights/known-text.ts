/** The texts that a thread knows by numbers; more come behind. A copy from another thread has the same origin. */
export interface KnownTexts {
  /** Different for each table of texts, in all threads. */
  origin: string;
  /** By their numbers; of some none was made. */
  all: (string | undefined)[];
  /** How many were made. */
  made: number;
}

/**
 * A text that is known by a number, where nothing is asked but which text it is. Only good until the field's next value: who holds on to it
 * takes the number.
 */
export class KnownText {
  number = 0;
  readonly texts: KnownTexts;

  constructor(texts: KnownTexts) {
    this.texts = texts;
  }
}

/** Numbers are less than this. */
export const MOST_KNOWN = 65_536;
