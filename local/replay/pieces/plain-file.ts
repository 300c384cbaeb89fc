import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PLAIN } from '../../lines/choose-envelope.ts';
import { ENCODING_HEAD_BYTES, encodingOf } from '../../lines/encoding.ts';
import { LineClock } from '../../lines/line-clock.ts';
import { LineCutter } from '../../lines/line-cutter.ts';
import { type Line, LineReader } from '../../lines/line-reader.ts';
import { OrderClock } from '../../lines/order-clock.ts';
import { FINISHED_LATE_MS } from '../../lines/read-lines.ts';
import { formOf } from '../../lines/recognise.ts';
import { readOwnStamp } from '../../lines/stamps.ts';
import { momentsOf } from '../../lines/zone.ts';

/** A log file of AtlasML's own lines in UTF-8, around which no tool wrote anything: its bytes can be looked at in any place. */
export interface PlainFile {
  path: string;
  bytes: number;
  /** Of its clock, where it is configured. */
  timezone?: string;
  /** How far its clock is ahead of UTC, where no zone says it; ms. */
  offsetMs: number;
  /** The moment of its first line, and of all before the first that has a time; epoch ms. */
  firstMs: number;
}

/** A part of a file, from the begin of a line to the end of one. */
export interface Piece {
  /** The place of the file among those of the log. */
  file: number;
  from: number;
  to: number;
}

const LF = 10;
/** By so much at the begin its form is told, and by so much at the end when it was written. */
const LOOKED_AT_BYTES = 1 << 20;
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/** Looks at a file. @returns undefined for another one, and where it cannot be told by its begin and its end. */
export function plainFile(path: string, timezone?: string): PlainFile | undefined {
  const file = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(file);
    const head = bytesOf(file, 0, Math.min(size, LOOKED_AT_BYTES));
    if (COMPRESSED.some((magic) => magic.every((byte, i) => head[i] === byte))) return undefined;
    if (encodingOf(head.subarray(0, ENCODING_HEAD_BYTES)) !== 'utf-8') return undefined;
    const reader = new LineReader();
    const first = reader.push(wholeLines(head)).find(hasStamp);
    if (reader.how.form !== PLAIN.name || !first) return undefined;
    const last = lastStamp(bytesOf(file, Math.max(0, size - LOOKED_AT_BYTES), Math.min(size, LOOKED_AT_BYTES)));
    if (last === undefined) return undefined;
    const clock = new LineClock(timezone);
    clock.anchor([{ stampMs: last }], mtimeMs, FINISHED_LATE_MS);
    const offsetMs = timezone === undefined ? (clock.seen.offsetMs ?? 0) : 0;
    const firstMs = new OrderClock(timezone, offsetMs).peek(first.stampMs);
    return { path, bytes: size, offsetMs, firstMs, ...(timezone !== undefined && { timezone }) };
  } finally {
    closeSync(file);
  }
}

const hasStamp = (line: Line): line is Line & { stampMs: number } => line.stampMs !== undefined;

function lastStamp(tail: Buffer): number | undefined {
  const reader = LineReader.ofPlainLines();
  const cutter = new LineCutter();
  const lines = [...cutter.push(tail.toString('utf8')), ...cutter.end()];
  return [...reader.push(lines), ...reader.end()].findLast(hasStamp)?.stampMs;
}

const wholeLines = (bytes: Buffer) => new LineCutter().push(bytes.toString('utf8'));

function bytesOf(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, from + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}

const STEP_BYTES = 64 << 10;
/** Further on no better place is looked for. */
const MOST_LOOKED_BYTES = 8 << 20;

/**
 * Cuts a file into pieces of about so many bytes. Each but the first begins with a line of AtlasML's that has a time, and one that names one
 * moment alone: nothing of the lines before it is needed to read on.
 */
export function* piecesOf({ path, bytes, timezone }: PlainFile, file: number, pieceBytes: number): Generator<Piece> {
  const open = openSync(path, 'r');
  try {
    let from = 0;
    while (from < bytes) {
      let to = bytes;
      for (let wanted = from + pieceBytes; to === bytes && wanted < bytes; wanted += pieceBytes)
        to = cutFrom(open, wanted, bytes, timezone) ?? bytes;
      yield { file, from, to };
      from = to;
    }
  } finally {
    closeSync(open);
  }
}

/** The first place behind `from` at which a file can be cut. */
function cutFrom(file: number, from: number, end: number, timezone: string | undefined): number | undefined {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  while (from + bytes.length < end && bytes.length < MOST_LOOKED_BYTES) {
    bytes = Buffer.concat([bytes, bytesOf(file, from + bytes.length, Math.min(STEP_BYTES, end - from - bytes.length))]);
    // What stands before the first line's end is the rest of a line.
    if (at === 0) at = bytes.indexOf(LF) + 1;
    for (let next = bytes.indexOf(LF, at); at > 0 && next >= 0; at = next + 1, next = bytes.indexOf(LF, at))
      if (isCut(bytes.toString('utf8', at, next), timezone)) return from + at;
  }
  return undefined;
}

function isCut(line: string, timezone: string | undefined): boolean {
  const stamp = formOf(line) === 'own' ? readOwnStamp(line) : undefined;
  return stamp !== undefined && (timezone === undefined || momentsOf(timezone, stamp).length === 1);
}
