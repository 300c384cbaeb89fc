import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpacked } from '../../../local/lines/unpack.ts';

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(bytes: Buffer, size = 1 << 20): Promise<{ text: string; told: string[] }> {
  const told: string[] = [];
  const out: Buffer[] = [];
  for await (const piece of unpacked(piecesOf(bytes, size), (reason) => told.push(reason))) out.push(piece);
  return { text: Buffer.concat(out).toString(), told };
}

const LINES = Array.from({ length: 400 }, (_, i) => `line ${i} ${(i * 7919) % 1000}\n`).join('');
const PACKED = gzipSync(LINES);

describe('behind the last member', () => {
  // The gzip manual, "Advanced usage": trailing zeros are padding of tapes, and are ignored.
  test.each([512, 40_000])('%i zeros are padding', async (zeros) => {
    expect(await read(Buffer.concat([PACKED, Buffer.alloc(zeros)]))).toEqual({ text: LINES, told: [] });
  });

  test.each([1, 7, 1 << 20])(
    'what is no member is told, and costs nothing of what stands before it (pieces of %i)',
    async (size) => {
      const { text, told } = await read(Buffer.concat([PACKED, Buffer.from('no member of gzip')]), size);
      expect(text).toBe(LINES);
      expect(told).toHaveLength(1);
    },
  );
});

describe('of a small file that is damaged', () => {
  test('a wrong sum at its end loses no more than the last lines', async () => {
    const { text, told } = await read(Buffer.concat([PACKED.subarray(0, -8), Buffer.alloc(8)]));
    expect(LINES.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(LINES.length / 2);
    expect(told).toEqual(['incorrect data check']);
  });

  test('half of it is half of the lines', async () => {
    const { text, told } = await read(PACKED.subarray(0, PACKED.length / 2));
    expect(LINES.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(LINES.length / 4);
    expect(told).toEqual(['unexpected end of file']);
  });
});

test.each([1, 33, 1 << 20])('what is whole comes whole, in pieces of %i', async (size) => {
  expect(await read(Buffer.concat([PACKED, PACKED]), size)).toEqual({ text: LINES + LINES, told: [] });
  expect(await read(zstdCompressSync(LINES), size)).toEqual({ text: LINES, told: [] });
  expect(await read(Buffer.from(LINES), size)).toEqual({ text: LINES, told: [] });
});
