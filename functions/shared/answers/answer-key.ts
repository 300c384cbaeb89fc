import { createHash } from 'node:crypto';

/** What links are signed with. Its id says which of two keys it was, and nothing of the key. */
export interface AnswerKey {
  id: string;
  bytes: Buffer;
}

/** As many as SHA-256 has: a shorter key is weaker than the signature (RFC 2104, section 3). */
const LEAST_BYTES = 32;
const MOST_BYTES = 64;

/**
 * The keys of a secret: one, or while it is changed two with a blank or a line break between them. The first signs, both are good.
 * @returns undefined where it is no such secret.
 */
export function answerKeys(secret: string): AnswerKey[] | undefined {
  const keys = secret.trim().split(/\s+/).map(keyOf);
  return keys.length <= 2 && keys.every((key) => key !== undefined) ? keys : undefined;
}

/** What such a secret is, for whoever stores it. */
export const KEY_WORDS = 'the output of `openssl rand -base64 32`';

function keyOf(text: string): AnswerKey | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) return undefined;
  return { id: createHash('sha256').update('atlasml-monitor answer key\n').update(bytes).digest('hex').slice(0, 8), bytes };
}
