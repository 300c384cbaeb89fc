/** A text that is known by a number, where nothing is asked but which text it is. */
export class KnownText {
  readonly number: number;
  /** The texts by their numbers; more come behind. */
  readonly texts: readonly (string | undefined)[];

  constructor(number: number, texts: readonly (string | undefined)[]) {
    this.number = number;
    this.texts = texts;
  }
}

/** Numbers are less than this. */
export const MOST_KNOWN = 65_536;
