import { createHmac } from 'node:crypto';

/** What a key begins with, and how many bytes it has. Source: Standard Webhooks 1.0, "Signature scheme" (https://www.standardwebhooks.com/). */
const PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * The keys of a secret: one, or while it is changed two, with a blank or a line break between them.
 * @returns undefined where it is no such secret.
 */
export function signingKeys(secret: string): Buffer[] | undefined {
  const keys = secret.trim().split(/\s+/).map(keyOf);
  return keys.length <= 2 && keys.every((key) => key !== undefined) ? keys : undefined;
}

function keyOf(text: string): Buffer | undefined {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= LEAST_BYTES && key.length <= MOST_BYTES ? key : undefined;
}

/** The headers that say who sent a body and when: an HMAC-SHA256 of "id.time.body" by each key. @param atMs epoch ms. */
export function signedHeaders(id: string, atMs: number, body: string, keys: readonly Buffer[]): Record<string, string> {
  const seconds = String(Math.floor(atMs / 1000));
  const signed = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signed.join(' ') };
}
