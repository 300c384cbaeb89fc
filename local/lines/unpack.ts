import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const GZIP = [0x1f, 0x8b];
/** https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
/** Smaller steps lose less of what stands before the place where a file is damaged. */
const STEP_BYTES = 16 * 1024;
const LAST_STEP_BYTES = 32;

/**
 * Unpacks bytes that are compressed by gzip (also several members behind one another) or Zstandard; others pass as they are.
 * @param told why it cannot be unpacked to its end; what stands before that place is given all the same.
 */
export async function* unpacked(bytes: AsyncIterable<Buffer>, told: (reason: string) => void): AsyncGenerator<Buffer> {
  const pieces = withHead(bytes);
  const first = await pieces.next();
  if (first.done) return;
  const all = chained(first.value, pieces);
  const through = decompressorOf(first.value);
  if (through) yield* throughAll(through, all, told);
  else yield* all;
}

function decompressorOf(head: Buffer): Transform | undefined {
  const begins = (magic: number[]) => magic.every((byte, i) => head[i] === byte);
  if (begins(GZIP)) return createGunzip();
  return begins(ZSTD) ? createZstdDecompress() : undefined;
}

/** The same bytes; the first piece holds enough to know the compression by, where there is so much. */
async function* withHead(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (!head) yield piece;
    else {
      head = Buffer.concat([head, piece]);
      if (head.length < ZSTD.length) continue;
      yield head;
      head = undefined;
    }
  }
  if (head && head.length > 0) yield head;
}

async function* chained(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* throughAll(
  through: Transform,
  pieces: AsyncIterable<Buffer>,
  told: (reason: string) => void,
): AsyncGenerator<Buffer> {
  const out: Buffer[] = [];
  let failure: Error | undefined;
  let isOver = false;
  through.on('data', (data: Buffer) => out.push(data));
  // Behind the last member zeros may stand, as on tapes: Node ends there, and never says that it took the rest.
  const over = new Promise<void>((resolve) => {
    const end = (error?: Error) => {
      failure ??= error;
      isOver = true;
      resolve();
    };
    through.once('end', end).on('error', end);
  });
  const step = (work: (done: () => void) => void) => Promise.race([over, new Promise<void>((resolve) => work(resolve))]);
  for await (const piece of inSteps(pieces)) {
    await step((done) => through.write(piece, () => done()));
    yield* out.splice(0);
    if (isOver) break;
  }
  if (!isOver) {
    through.end();
    await over;
  }
  yield* out.splice(0);
  if (failure) told(failure.message);
}

/** The same bytes in steps; small ones at the end, where most damage is. */
async function* inSteps(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; from += STEP_BYTES) {
      if (held.length > 0) yield held;
      held = piece.subarray(from, from + STEP_BYTES);
    }
  }
  for (let from = 0; from < held.length; from += LAST_STEP_BYTES) yield held.subarray(from, from + LAST_STEP_BYTES);
}
