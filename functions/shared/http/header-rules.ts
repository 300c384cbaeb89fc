/**
 * Headers that belong to the connection and the message, which the probe makes itself. Each with what to do instead.
 * Sources: RFC 9110, 7.6.1 and 10.1; RFC 9112, 6.
 */
const MADE_BY_THE_PROBE: Record<string, string> = {
  host: 'the URL says the host; write the name into url',
  'content-length': 'the length follows from the body',
  'transfer-encoding': 'the probe sends its body in one piece',
  connection: 'each attempt has a connection of its own',
  'keep-alive': 'each attempt has a connection of its own',
  upgrade: 'the probe speaks HTTP/1.1 alone',
  expect: 'the probe waits for no interim answer',
  te: 'the probe takes no trailers',
  trailer: 'the probe sends no trailers',
};

/** Why a header may not be configured, by its name; undefined when it may. */
export function forbiddenHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.startsWith('proxy-')) return 'the probe uses no proxy';
  return Object.hasOwn(MADE_BY_THE_PROBE, lower) ? MADE_BY_THE_PROBE[lower] : undefined;
}

/**
 * The first character that a header cannot carry, in words, never the character itself; undefined when there is none.
 * RFC 9110, 5.5: visible ASCII, blanks and tabs. What stands beyond ASCII would be sent as other bytes than were meant.
 */
export function unusableCharacter(value: string): string | undefined {
  const [found] = /[^\t\x20-\x7e]/u.exec(value) ?? [];
  if (found === undefined) return undefined;
  const code = found.codePointAt(0) ?? 0;
  if (code === 10 || code === 13) return 'a line break';
  if (code === 0xfeff) return 'a byte order mark';
  return code < 32 || code === 127 ? 'a control character' : 'a character that is not ASCII, perhaps an invisible one';
}
