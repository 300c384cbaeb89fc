import { CODE, type Coded, type Codes } from './characters.ts';
import { foldCodes } from './letters.ts';
import { looksRandom } from './values.ts';

/** Stands in the place of what was hidden. */
export const HIDDEN = '[redacted]';

/** A command whose options are read until its line ends. */
export interface Command {
  name: string;
  lineEnd: number;
}

/** A text on its way through. */
export interface Scan extends Coded {
  /** The outcome of the text up to `copied`: a rope, which costs less than a list of its pieces. */
  out: string;
  copied: number;
  /** Up to here the text is decided: nothing before it is hidden any more. */
  kept: number;
  /** Whether the text as a whole is JSON; looked at when it first matters. */
  isJson: boolean | undefined;
  /** The string of that JSON that was looked at last, and from where the next is looked for. */
  string: { from: number; to: number };
  /** The type of a web key that stands before a position, and the one behind it. */
  type: { before: number; next: number };
  /** The command of this line whose options may be secrets. */
  command: Command | undefined;
}

/** The word before the one that is read, and how far base64 was looked at. */
export interface Word {
  from: number;
  to: number;
  base64To: number;
}

export const scanOf = (text: string): Scan => ({
  text,
  codes: codesOf(text),
  out: '',
  copied: 0,
  kept: 0,
  isJson: undefined,
  string: { from: 0, to: -1 },
  type: { before: -1, next: -1 },
  command: undefined,
});

/** Behind the text so many zeros are read instead of nothing. */
const ZEROS = 8;
/** Texts up to this length share the memory of their codes, for each is read to its end before the next. */
const MOST_SHARED = 1 << 16;
const SHARED = Buffer.alloc(2 * (MOST_SHARED + ZEROS));

function codesOf(text: string): Codes {
  const { length } = text;
  const bytes = length <= MOST_SHARED ? SHARED : Buffer.allocUnsafeSlow(2 * (length + ZEROS));
  bytes.write(text, 'utf16le');
  bytes.fill(0, 2 * length, 2 * (length + ZEROS));
  const codes = bytes === SHARED ? SHARED_CODES : new Uint16Array(bytes.buffer, bytes.byteOffset, length + ZEROS);
  foldCodes(codes, length);
  return codes;
}
const SHARED_CODES: Codes = new Uint16Array(SHARED.buffer, SHARED.byteOffset, MOST_SHARED + ZEROS);

/** Puts `[redacted]`, or what is given, in the place of a part. Nothing is hidden twice. @returns the end of the part. */
export function hide(scan: Scan, from: number, to: number, shown = HIDDEN): number {
  const { text } = scan;
  const end = (text.charCodeAt(to) & 0xfc00) === 0xdc00 ? to + 1 : to;
  const begin = Math.max(from, scan.kept);
  if (end <= begin) return end;
  scan.kept = end;
  if (end - begin === shown.length && text.startsWith(shown, begin)) return end;
  scan.out += text.slice(scan.copied, begin) + shown;
  scan.copied = end;
  return end;
}

/** The text with its parts hidden. */
export function outcomeOf({ text, out, copied }: Scan): string {
  return copied === 0 ? text : out + text.slice(copied);
}

/** No value that begins at a position goes on behind this: the end of the JSON string around it, or of the text. */
export function limitOf(scan: Scan, at: number): number {
  const { text } = scan;
  scan.isJson ??= isJson(text);
  if (!scan.isJson) return text.length;
  while (scan.string.to < at) {
    const from = text.indexOf('"', scan.string.to + 1);
    if (from < 0) return text.length;
    if (from >= at) return text.length;
    scan.string = { from, to: jsonStringEnd(text, from + 1) };
  }
  return at > scan.string.from ? scan.string.to : text.length;
}

function jsonStringEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === CODE.backslash) i++;
    else if (code === CODE.quote) return i;
  }
  return text.length;
}

function isJson(text: string): boolean {
  if (!/^\s*[[{"]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a cut, an ellipsis or stars leave of the end of a secret. */
const ELLIPSIS = 0x2026;
const STAR = 42;
const REST = /(?: ?(?:…|\.\.\.) ?|\*{2,})([\w+/=.-]{1,512})/y;

/** The end of a secret that was cut in its middle: what stands behind the cut and looks as random goes with it. */
export function withRest(text: string, end: number): number {
  const code = text.charCodeAt(end);
  if (code !== CODE.blank && code !== CODE.dot && code !== ELLIPSIS && code !== STAR) return end;
  REST.lastIndex = end;
  const [all, rest = ''] = REST.exec(text) ?? [];
  return all !== undefined && looksRandom(rest) ? withRest(text, end + all.length) : end;
}
