import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionId } from '../message/message.ts';
import type { AnswerKey } from './answer-key.ts';

/** What a link allows: one action about one incident, once. */
export interface AnswerRight {
  /** The slug of the service. */
  service: string;
  incident: string;
  action: ActionId;
  /** Who got it. */
  receiver: string;
  /** Epoch ms, a whole second. */
  expiresMs: number;
  /** Makes it one of its kind, and is what is spent. */
  nonce: string;
}

export type ReadRight = { right: AnswerRight } | { refused: 'invalid' | 'expired' };

/** For so long a link is good; whoever is reminded gets a new one. */
export const LINK_MS = 24 * 3_600_000;
/** By so much the clock of whoever reads a link may differ from that of whoever made it. */
export const SKEW_MS = 5 * 60_000;

const VERSION = 1;
const MOST_CHARACTERS = 1_500;
const ACTIONS: ActionId[] = ['acknowledge', 'silence', 'not-an-incident', 'test'];

/**
 * A right as it stands in a link: what it allows, and an HMAC-SHA256 over all of it, both in base64url with a dot between. It begins with the
 * form and the key, so that neither can be taken for another one.
 */
export function signedRight({ service, incident, action, receiver, expiresMs, nonce }: AnswerRight, key: AnswerKey): string {
  const fields = [VERSION, key.id, service, incident, action, receiver, Math.floor(expiresMs / 1000), nonce];
  const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${payload}.${signatureOf(payload, key)}`;
}

/** Which service a link is about, by what it says of itself; not proven. */
export function serviceIn(token: string): string | undefined {
  return fieldsOf(token.split('.')[0] ?? '')?.[2];
}

/** Reads a right that one of the keys has signed. Nothing in it counts before the signature does. @param nowMs epoch ms. */
export function readRight(token: string, keys: readonly AnswerKey[], nowMs: number): ReadRight {
  const invalid: ReadRight = { refused: 'invalid' };
  const [payload = '', signature = '', ...rest] = token.length > MOST_CHARACTERS ? [] : token.split('.');
  const key = keys.find((one) => isSame(signature, signatureOf(payload, one)));
  const fields = key && rest.length === 0 ? fieldsOf(payload) : undefined;
  if (!fields) return invalid;
  const [id, service, incident, action, receiver, seconds, nonce] = fields.slice(1);
  const known = ACTIONS.find((one) => one === action);
  const expiresMs = Number(seconds) * 1000;
  if (id !== key?.id || !known || !service || !incident || receiver === undefined || !nonce || !(expiresMs > 0)) return invalid;
  if (nowMs > expiresMs + SKEW_MS) return { refused: 'expired' };
  // Made by a clock that is wrong: it would be good for longer than anybody means.
  if (expiresMs > nowMs + LINK_MS + SKEW_MS) return invalid;
  return { right: { service, incident, action: known, receiver, expiresMs, nonce } };
}

/** What it is signed for stands before it, so that no other signature by the same key is one of a link. */
const signatureOf = (payload: string, { bytes }: AnswerKey): string =>
  createHmac('sha256', bytes).update(`atlasml-monitor answer\n${payload}`).digest('base64url');

/** In constant time for texts of the right length. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The fields as texts, the version first; undefined where they are not of this form. */
function fieldsOf(payload: string): string[] | undefined {
  try {
    const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (!Array.isArray(fields) || fields.length !== 8 || fields[0] !== VERSION) return undefined;
    return fields.every((field) => typeof field === 'string' || typeof field === 'number') ? fields.map(String) : undefined;
  } catch {
    return undefined;
  }
}
