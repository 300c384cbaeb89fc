import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { gatedLookup, refuseAddress } from './gate.ts';

/**
 * Sends one request over a connection of its own and hands the answer to `read`; the connection is closed whatever
 * happens. No redirect is followed, no proxy of the environment is used, and no address of cloud metadata is reached.
 * @throws TargetRefusedError for such an address, also behind a name.
 */
export async function requestOnce<T>(
  origin: string,
  clientOptions: ConstructorParameters<typeof Client>[1],
  options: Dispatcher.RequestOptions,
  read: (response: Dispatcher.ResponseData) => Promise<T>,
): Promise<T> {
  refuseAddress(new URL(origin).hostname);
  const client = new Client(origin, { pipelining: 0, connect: { lookup: gatedLookup() }, ...clientOptions });
  try {
    return await read(await request.call(client, options));
  } finally {
    await client.destroy().catch(() => {});
  }
}

/** The first bytes of a body as text; the rest is not read, however much would come. */
export async function readStart(body: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces).toString('utf8').slice(0, most);
}
