import { brief } from '../../language/brief.ts';
import { invalid, type ServiceError } from '../errors.ts';

/** Reads a filter pattern from left to right. */
export class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Whether an operator stands here. */
  get isCondition(): boolean {
    return /[=!<>]/.test(this.#text[this.#at] ?? '');
  }

  /** What is not read yet, for an error. */
  get rest(): string {
    return brief(this.#text.slice(this.#at), LONGEST_SHOWN);
  }

  space(): void {
    this.take(/\s*/y);
  }

  /** Reads on behind an expression that is sticky, where it matches here. @returns the match. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text) ?? undefined;
    if (match) this.#at = expression.lastIndex;
    return match;
  }

  /** Reads a sign and the space around it. @returns whether it stood here. */
  sign(text: string): boolean {
    this.space();
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    this.space();
    return true;
  }

  /** The error that says what should stand here. */
  missing(what: string): ServiceError {
    return invalid(`the filter pattern is not valid: ${what} is missing at ${this.isAtEnd ? 'its end' : `"${this.rest}"`}`);
  }
}

const LONGEST_SHOWN = 40;
