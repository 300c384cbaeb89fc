/**
 * Everything that a terminal obeys instead of showing it, in its form of seven or eight bits: strings (titles, links of
 * OSC 8, the clipboard of OSC 52), control sequences such as colours, and single escapes. A string that does not end on
 * its line is none: what follows is shown. Source: ECMA-48, sections 5.4 and 5.6.
 */
const TERMINAL_CODE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes begin with control characters
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x08\x0a-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;

/** Takes out terminal codes and the carriage return that `tty: true` leaves at a line's end. */
export function stripTerminalCodes(text: string): string {
  return text.replace(TERMINAL_CODE, '').replace(/\r(?=\n|$)/g, '');
}
