import { everyText } from './every-text.ts';
import { stripTerminalCodes } from './terminal-codes.ts';

/**
 * What no reader sees and a program may obey: control characters but the line feed and the tab, and the characters that
 * turn the direction of a text (Unicode Bidirectional Algorithm, UAX #9, section 2), which can make it read as another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const ALL_UNSEEN = new RegExp(UNSEEN, 'g');

/**
 * A text that every receiver takes and shows as it is: well-formed Unicode (half a surrogate pair becomes U+FFFD; the
 * SDK throws on one), without terminal codes, control characters and characters that turn its direction. A carriage
 * return within a line, as of a progress bar, becomes a blank.
 */
export function soundText(text: string): string {
  const whole = text.toWellFormed();
  return UNSEEN.test(whole) ? stripTerminalCodes(whole).replace(/\r+/g, ' ').replace(ALL_UNSEEN, '') : whole;
}

/** The first character of a text that soundText would take out, as "U+200E at character 3"; a line feed, a tab and what takes no room are, too. */
export function unseenIn(text: string): string | undefined {
  const at = [...text].findIndex((char) => UNSEEN.test(char) || /[\t\n\u200b\u2060\ufeff]/.test(char) || !char.isWellFormed());
  if (at < 0) return undefined;
  const code = [...text][at]?.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} at character ${at + 1}`;
}

/** soundText for every text in a value. */
export function soundTexts<T>(value: T): T {
  return everyText(value, soundText);
}
