import { parseJson, readJsonEvent } from './json-events.ts';
import { isIsoPrefixed, readStamp } from './stamp.ts';

/** The forms that logs come in. */
export type Form = 'text' | 'iso' | 'jsonl' | 'document';

/** What the begin of a file says about it. */
export interface Detected {
  form: Form;
  /** Text: the first time in the file, for lines before it; epoch ms, 0 when there is none. */
  firstTime: number;
}

/** So much of a file is looked at. */
export const HEAD_BYTES = 1 << 20;

export const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b;

/** How many bytes of a byte order mark a file begins with: 3, or none. */
export const markBytes = (head: Uint8Array) => (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);

/**
 * Tells a file's form by its first lines. In AtlasML's own log a body may be a line of JSON, so one line of JSON
 * behind others does not make JSONL.
 */
export function detect(begin: Buffer): Detected {
  const head = begin.subarray(markBytes(begin));
  const text = head.toString('utf8', 0, Math.min(head.length, 64 * 1024));
  const first = firstLineOf(head);
  const { form, firstTime } = { form: formOf(first, text), firstTime: 0 };
  if (form !== 'text') return { form, firstTime };
  return { form, firstTime: timeOfFirst(head) ?? 0 };
}

/** The first line with anything in it, whole: a line of JSON that is cut is none any more, and the file would count as text. */
function firstLineOf(head: Buffer): string {
  let start = 0;
  while (BLANKS.has(head[start] ?? 0)) start++;
  const newline = head.indexOf(10, start);
  return head.toString('utf8', start, newline < 0 ? head.length : newline);
}

const BLANKS = new Set(Buffer.from(' \t\r\n\v\f'));

function formOf(first: string, text: string): Form {
  const line = Buffer.from(first.trimEnd());
  if (isIsoPrefixed(line, 0, line.length)) return 'iso';
  if (first.startsWith('{')) {
    if (readJsonEvent(parseJson(first))) return 'jsonl';
    if (/^\s*\{\s*"(?:events|nextForwardToken|nextBackwardToken|nextToken|searchedLogStreams)"\s*:/.test(text)) return 'document';
    // The first line may be the broken one.
    const others = text.split('\n').slice(1, 20);
    if (others.some((other) => other.startsWith('{') && readJsonEvent(parseJson(other)))) return 'jsonl';
  }
  return 'text';
}

function timeOfFirst(head: Buffer): number | undefined {
  for (let from = 0; from < head.length; ) {
    const newline = head.indexOf(10, from);
    const to = newline < 0 ? head.length : newline;
    const { ms } = readStamp(head, from, to);
    if (!Number.isNaN(ms)) return ms;
    from = to + 1;
  }
  return undefined;
}
