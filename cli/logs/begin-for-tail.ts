import { closeSync, openSync, readSync } from 'node:fs';

const PIECE = 1 << 20;
const HEAD = 4_096;

/**
 * Where to begin to read a file of which only the newest lines are wanted: at the begin of a line, with some more than that many behind
 * it, for tools break lines and write lines of their own. 0, the begin, for what only makes sense from there: what is compressed, in
 * another encoding, or one JSON document.
 */
export function beginForTail(path: string, size: number, newest: number): number {
  const wanted = 4 * newest + 1_000;
  const file = openSync(path, 'r');
  try {
    const head = read(file, 0, Math.min(HEAD, size));
    if (!isLines(head)) return 0;
    let found = 0;
    for (let end = size; end > 0; end -= PIECE) {
      const from = Math.max(0, end - PIECE);
      const piece = read(file, from, end - from);
      for (let at = piece.lastIndexOf(10); at >= 0; at = at > 0 ? piece.lastIndexOf(10, at - 1) : -1)
        if (++found > wanted) return from + at + 1;
    }
    return 0;
  } finally {
    closeSync(file);
  }
}

/** Lines of UTF-8 that stand for themselves. */
function isLines(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  const isDocument = first === 0x5b || (first === 0x7b && (second === 0x0a || second === 0x0d));
  const isBinary = head.includes(0) || (first === 0x1f && second === 0x8b) || first === 0x28 || first >= 0xfe;
  return !isDocument && !isBinary;
}

function read(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const more = readSync(file, buffer, got, length - got, from + got);
    if (more === 0) break;
    got += more;
  }
  return buffer.subarray(0, got);
}
