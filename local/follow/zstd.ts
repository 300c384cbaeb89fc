import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** The least room for an answer that Node takes. */
const LEAST_ROOM = 64;

/** Of 48 kB of a log a higher level makes nothing smaller, and takes up to twice the time. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Packs bytes into no more room than they need then: what Node gives is a part of 64 kB. */
export function pack(bytes: Uint8Array): Buffer {
  // Who knows the size needs less memory for it, https://facebook.github.io/zstd/zstd_manual.html
  const packed = zstdCompressSync(bytes, { pledgedSrcSize: bytes.length, params: LEVEL });
  const own = Buffer.allocUnsafeSlow(packed.length);
  own.set(packed);
  return own;
}

/** @param length of the bytes as they were: so they are written but once, and into one piece */
export function unpack(packed: Uint8Array, length: number): Buffer {
  return zstdDecompressSync(packed, { chunkSize: length + LEAST_ROOM });
}
