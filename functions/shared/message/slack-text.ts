/** Slack wants exactly these three escaped. Source: https://docs.slack.dev/messaging/formatting-message-text */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cuts escaped text to a length without leaving half an entity or half a character, and marks the cut. */
export function cutEscaped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 1)
    .replace(/&[a-z]{0,3}$/, '')
    .replace(/[\ud800-\udbff]$/, '')}…`;
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
