import { everyText } from './every-text.ts';
import { stripTerminalCodes } from './terminal-codes.ts';

/**
 * What no reader sees and a program may obey: control characters but the line feed and the tab, and the characters that
 * turn the direction of a text (Unicode Bidirectional Algorithm, UAX #9, section 2), which can make it read as another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/**
 * What has no width and no meaning of its own: two texts look alike that differ, and a name is not told as what it is.
 * Joiners stay behind other than ASCII, where scripts and emoji need them; tags stay in the flags that they spell
 * (Unicode Technical Standard #51, section 1.4.6).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: nor must a joiner stand behind one
const NO_WIDTH = /[\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]|(?<=^|[\x00-\x7f])[\u200c\u200d]+/g;
const TAGS = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}|[\u{e0000}-\u{e007f}]/gu;
/** One of all these; the tags by the first half of their pairs. */
const ANY_UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/;

/**
 * A text that every receiver takes and shows as it is: well-formed Unicode (half a surrogate pair becomes U+FFFD; the
 * SDK throws on one), without terminal codes, control characters, characters that turn its direction and characters
 * without width. A carriage return within a line, as of a progress bar, becomes a blank.
 */
export function soundText(text: string): string {
  const whole = text.toWellFormed();
  if (!ANY_UNSEEN.test(whole)) return whole;
  const shown = stripTerminalCodes(whole).replace(/\r+/g, ' ').replace(OBEYED, '').replace(TAGS, keptFlag);
  return shown.replace(NO_WIDTH, '').replace(NO_WIDTH, '');
}

const keptFlag = (found: string) => (found.startsWith('\u{1f3f4}') ? found : '');

/** The first character of a text that soundText would take out, as "U+200E at character 3"; a line feed, a tab and what takes no room are, too. */
export function unseenIn(text: string): string | undefined {
  const at = [...text].findIndex(
    (char) => (ANY_UNSEEN.test(char) && !/[\u200c\u200d]/.test(char)) || /[\t\n]/.test(char) || !char.isWellFormed(),
  );
  if (at < 0) return undefined;
  const code = [...text][at]?.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} at character ${at + 1}`;
}

/** soundText for every text in a value. */
export function soundTexts<T>(value: T): T {
  return everyText(value, soundText);
}
