/**
 * Stands for the file of `@smithy/core` that counts the bytes of what is sent, which for the sake of files loads what reads files. Of
 * ours each is a text or bytes.
 */
export function calculateBodyLength(body: string | Uint8Array | undefined): number {
  return body ? Buffer.byteLength(body) : 0;
}
