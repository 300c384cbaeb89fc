import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { cutText } from '../shared/text/cut.ts';
import type { Fault } from './fault.ts';

/** At most this much of a body is read, packed or unpacked. */
export const MAX_BODY_BYTES = 65_536;

/** A body as text, or why there is none. */
export type BodyText = { text: string } | { fault: Fault };

export const TOO_LARGE: Fault = {
  kind: 'body-too-large',
  sentence: `The answer is too large: more than ${MAX_BODY_BYTES / 1024} kB. Is this the health endpoint?`,
};

/** Nobody packs an answer more often; each layer costs time. */
const MOST_LAYERS = 3;
/** What a decoder of HTTP must take, and no more: 8 MB. RFC 9659, 3. */
const ZSTD_WINDOW_LOG = 23;

/**
 * Unpacks a body, however it was packed, within the limit of its size, and reads it as text.
 * @param encoding the header `content-encoding`; the last one was put on last. RFC 9110, 8.4
 */
export function bodyText(bytes: Buffer, encoding = ''): BodyText {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (bytes.length === 0) return { text: '' };
  const unknown = codings.find((coding) => !Object.hasOwn(UNPACK, coding));
  if (unknown !== undefined || codings.length > MOST_LAYERS) {
    const what = cutText(unknown ?? codings.join(', '), 40);
    return {
      fault: {
        kind: 'encoding-unknown',
        sentence: `The answer is compressed in a way that the monitor cannot read (${what}); let the server send it as it is.`,
      },
    };
  }
  try {
    return { text: decoded(codings.toReversed().reduce((packed, coding) => UNPACK[coding]?.(packed) ?? packed, bytes)) };
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return { fault: TOO_LARGE };
    return {
      fault: {
        kind: 'body-unpackable',
        sentence: `The answer says that it is compressed (${codings.join(', ')}), but it cannot be decompressed: it is damaged or incomplete.`,
      },
    };
  }
}

const LIMIT = { maxOutputLength: MAX_BODY_BYTES };
const gunzip = (packed: Buffer) => gunzipSync(packed, LIMIT);

const UNPACK: Record<string, (packed: Buffer) => Buffer> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Means zlib's form, and servers that send the bare one are known: RFC 9110, 8.4.1.2
  deflate: (packed) => (isZlib(packed) ? inflateSync(packed, LIMIT) : inflateRawSync(packed, LIMIT)),
  br: (packed) => brotliDecompressSync(packed, LIMIT),
  zstd: (packed) => {
    // Read here: in the bundle nothing of zlib is loaded before it is called.
    const { constants } = process.getBuiltinModule('node:zlib');
    return zstdDecompressSync(packed, { ...LIMIT, params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
  },
};

/** The two bytes that zlib's form begins with: RFC 1950, 2.2. */
const isZlib = ([first = 0, second = 0]: Buffer) => (first & 15) === 8 && (first * 256 + second) % 31 === 0;

/** UTF-8, or what the byte order mark says; the mark is no part of the text. RFC 8259, 8.1 lets a reader ignore it. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  return new TextDecoder(utf16 ?? 'utf-8').decode(bytes);
}
