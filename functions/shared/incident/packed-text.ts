import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What says that it is larger was not written by us. */
const MOST_BYTES = 20_000_000;

/** Text packed, to be kept as text: one like ours becomes a fifth of itself, and so does its price. */
export const packText = (text: string): string => deflateRawSync(text).toString('base64');

/** @throws for what was not packed so. */
export function unpackText(packed: string): string {
  return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }).toString();
}
