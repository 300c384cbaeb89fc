import { pipeline, Readable } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { detect, HEAD_BYTES, isGzip } from '../input/detect.ts';
import { Feed } from '../input/feed.ts';
import { InputError } from '../input/input-error.ts';
import type { Plan } from '../plan/plan.ts';
import { beginPart, borrowMemory, giveBack, type Part, type PartResult } from './scan-part.ts';
import { withTimeLimit } from './time-limit.ts';

/** Streams are read and unpacked in pieces of this size. */
export const PIECE_BYTES = 1 << 20;

/**
 * Reads a stream to its end, and unpacks it when it is compressed by gzip.
 * @param told is called with the bytes read so far, as they came.
 * @throws TimeLimitError, InputError for a compressed file that is damaged, or an error of the stream.
 */
export async function scanStream(
  plan: Plan,
  stream: Readable,
  name: string,
  timeLimitMs: number,
  told?: (bytes: number) => void,
): Promise<PartResult> {
  const pieces = counted(stream, told)[Symbol.asyncIterator]();
  let first = await pieces.next();
  // The first byte alone tells nothing.
  while (!first.done && first.value.length < 2) {
    const more = await pieces.next();
    if (more.done) break;
    first = { done: false, value: Buffer.concat([first.value, more.value]) };
  }
  const all = (async function* () {
    if (!first.done) yield first.value;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  })();
  if (first.done || !isGzip(first.value)) return scanPieces(plan, all, name, timeLimitMs);
  // The next pieces are unpacked, in a thread of its own, while this one is read.
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES, readableHighWaterMark: 2 * PIECE_BYTES } as ZlibOptions);
  // Whoever reads the unpacked stream meets the error; pipeline wants to tell it too.
  pipeline(Readable.from(all), unpacked, () => undefined);
  try {
    return await scanPieces(plan, unpacked, name, timeLimitMs);
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith('Z_')) throw error;
    throw new InputError(`${name} cannot be unpacked: ${(error as Error).message}; is it whole?`);
  }
}

async function* counted(stream: Readable, told?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    bytes += piece.length;
    told?.(bytes);
    yield piece;
  }
}

/** The form is told by the head, so the first pieces wait until it is whole; later ones until they are worth a watchdog. */
async function scanPieces(plan: Plan, pieces: AsyncIterable<Buffer>, name: string, timeLimitMs: number): Promise<PartResult> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let open: { part: Part; feed: Feed } | undefined;
  let bytes = 0;
  const take = () => {
    open ??= begin(plan, waiting, name);
    const { part, feed } = open;
    withTimeLimit(timeLimitMs, () => {
      for (const piece of waiting) if (!part.sink.full()) feed.push(piece);
    });
    waiting = [];
    waitingBytes = 0;
    return { part, feed };
  };
  for await (const piece of pieces) {
    bytes += piece.length;
    waiting.push(piece);
    waitingBytes += piece.length;
    if (waitingBytes >= (open ? PIECE_BYTES : HEAD_BYTES) && take().part.sink.full()) break;
  }
  const { part, feed } = take();
  if (!part.sink.full()) withTimeLimit(timeLimitMs, () => feed.end());
  part.sink.scanned.bytes = bytes;
  part.sink.scanned.cuts = feed.cuts;
  const result = part.result();
  giveBack(part.memory);
  return result;
}

function begin(plan: Plan, head: Buffer[], name: string): { part: Part; feed: Feed } {
  const { form, firstTime } = detect(Buffer.concat(head));
  const part = beginPart(plan, form, name, firstTime, borrowMemory());
  return { part, feed: new Feed(part.scanner, part.memory) };
}
