import type { IncomingMessage } from 'node:http';

/** Why what was sent is not read. */
export class BodyError extends Error {
  readonly status: 400 | 413;

  constructor(words: string, status: 400 | 413 = 400) {
    super(words);
    this.status = status;
  }
}

/** What was sent, as text. @throws BodyError where it is larger than it may be. */
export async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) throw new BodyError('The request is too large.', 413);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
