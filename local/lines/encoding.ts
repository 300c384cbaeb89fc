import { TextDecoder } from 'node:util';

/** How the characters of a file are written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** So many bytes tell the encoding. */
export const ENCODING_HEAD_BYTES = 1024;
/** Of the pairs of bytes in UTF-16, those of plain ASCII text have a zero; emoji and user text have none. */
const LEAST_ZEROS = 0.4;
const MOST_ZEROS = 0.05;

/**
 * Tells the encoding by the mark at the begin (https://www.unicode.org/faq/utf_bom.html), else by where zero bytes stand.
 * PowerShell 5.1 writes UTF-16 LE with its mark for `docker logs atlasml > FILE`.
 */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(head.length, ENCODING_HEAD_BYTES) >> 1;
  let high = 0;
  let low = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) high++;
    if (head[2 * i + 1] === 0) low++;
  }
  if (low > pairs * LEAST_ZEROS && high < pairs * MOST_ZEROS) return 'utf-16le';
  if (high > pairs * LEAST_ZEROS && low < pairs * MOST_ZEROS) return 'utf-16be';
  return 'utf-8';
}

/** Turns the bytes of a file, cut anywhere, into text. A mark at its begin is no text; a wrong byte becomes U+FFFD. */
export class TextDecoding {
  #head = Buffer.alloc(0);
  #decoder: TextDecoder | undefined;
  encoding: Encoding | undefined;

  decode(bytes: Uint8Array): string {
    if (this.#decoder) return this.#decoder.decode(bytes, { stream: true });
    this.#head = Buffer.concat([this.#head, bytes]);
    return this.#head.length < ENCODING_HEAD_BYTES ? '' : this.#open().decode(this.#head, { stream: true });
  }

  /** The text that cannot wait for more: of a file that still grows, or at its end. */
  flush(): string {
    if (this.#decoder || this.#head.length < 2) return '';
    return this.#open().decode(this.#head, { stream: true });
  }

  /** What is left when nothing follows. */
  end(): string {
    return (this.#decoder ? '' : this.#open().decode(this.#head, { stream: true })) + (this.#decoder?.decode() ?? '');
  }

  #open(): TextDecoder {
    this.encoding = encodingOf(this.#head);
    this.#decoder = new TextDecoder(this.encoding);
    return this.#decoder;
  }
}
