import { everyText } from './every-text.ts';
import { redact } from './redact.ts';
import { soundText } from './sound.ts';

/**
 * Every text of a value as it may leave: sound, redacted, and in one line, for a line that somebody sent must not look
 * like one of ours.
 */
export function leavingTexts<T>(value: T): T {
  return everyText(value, (text) => redact(soundText(text)).replace(/[ \t]*\n\s*/g, ' '));
}
