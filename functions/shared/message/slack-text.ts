import { cutEnds, type Whole } from '../text/cut.ts';

/** Slack wants exactly these three escaped. Source: https://docs.slack.dev/messaging/formatting-message-text */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cuts escaped, sound text to a length: both ends stay, without half an entity or half a character. */
export function cutEscaped(text: string, most: number): string {
  return cutEnds(text, most, { wholeAt: entityAt });
}

const LONGEST_ENTITY = 5;

/** The entity that a position lies within; in escaped text every ampersand begins one. */
function entityAt(text: string, at: number): Whole | undefined {
  const from = Math.max(0, at - LONGEST_ENTITY);
  const begun = /&[a-z]{0,3}$/.exec(text.slice(from, at));
  if (!begun) return undefined;
  const end = text.indexOf(';', at) + 1;
  return end > 0 && end - at <= LONGEST_ENTITY ? { start: from + begun.index, end } : undefined;
}

const FENCE = '```';

/** A code block of raw text: escaped, with no fence inside, closed even when it was cut. */
export function codeBlock(raw: string, most: number): string {
  // Slack has no escape for backticks; a zero-width space between them keeps an inner fence from ending the block.
  const inner = escapeSlack(raw.replaceAll(FENCE, '`\u200b`\u200b`'));
  return `${FENCE}${cutEscaped(inner, most - 2 * FENCE.length)}${FENCE}`;
}

/** Shortens a long text but keeps the links at its end, and says so. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const links = /(?:\s*https?:\/\/\S+)+\s*$/.exec(text)?.[0] ?? '';
  const end = `${links.trim() && `\n${links.trim()}`}\n(shortened)`;
  return `${cutEscaped(text.slice(0, text.length - links.length), Math.max(1, most - end.length))}${end}`;
}
