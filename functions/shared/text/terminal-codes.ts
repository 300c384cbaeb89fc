// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes begin with the escape character
const TERMINAL_CODE = /\x1b\[[0-9;]*[A-Za-z]/g;

/** Takes out terminal colours and the carriage return that `tty: true` leaves at a line's end. */
export function stripTerminalCodes(text: string): string {
  return text.replace(TERMINAL_CODE, '').replace(/\r(?=\n|$)/g, '');
}
