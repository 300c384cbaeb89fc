import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** Where the page listens. */
export interface Address {
  host: string;
  port: number;
}

/** Who may come in. */
export interface Door {
  address: Address;
  /** Names by which the page may be asked besides addresses and `localhost`, in lower case. */
  names: readonly string[];
  /** Asked for on every address that others can reach. */
  token?: string | undefined;
}

/** What a request says of itself, by its headers in lower case. */
export interface Knock {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Why a request is not answered. */
export interface Refusal {
  status: 400 | 401 | 403 | 415 | 421;
  words: string;
}

export const COOKIE = 'atlasml_monitor';
/** A token that can be guessed is none. */
export const LEAST_TOKEN = 16;
const LISTEN = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i;

/** Reads "127.0.0.1:8790", "[::1]:8790", "localhost:0". Undefined when it is none. */
export function addressOf(text: string): Address | undefined {
  const [, v6, name, digits] = LISTEN.exec(text) ?? [];
  const port = Number(digits);
  const host = v6 ?? name;
  if (host === undefined || !(port <= 65_535) || (v6 !== undefined && isIP(v6) !== 6)) return undefined;
  return { host: host.toLowerCase(), port };
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Why a request must not be answered; undefined when it may. A page of another site can send requests here, and by DNS rebinding
 * under a name of its own: so the name in Host must be ours, what is posted must come from our own page, and no other site may read.
 */
export function refusalOf({ method, path, headers }: Knock, door: Door): Refusal | undefined {
  const host = one(headers.host)?.toLowerCase();
  const name = host === undefined ? undefined : hostName(host);
  if (host === undefined || name === undefined) return { status: 400, words: 'The request names no host.' };
  if (!isOurs(name, door)) {
    return { status: 421, words: `This page does not answer to the name ${JSON.stringify(name)}. Allow it with --page-name.` };
  }
  const site = one(headers['sec-fetch-site']);
  const isRead = method === 'GET' || method === 'HEAD';
  // A link in a chat may open the page; nothing else of another site may ask anything.
  const isOpened = isRead && path === '/' && one(headers['sec-fetch-mode']) === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOpened) {
    return { status: 403, words: 'Another site may not ask this page.' };
  }
  if (!isRead) {
    const origin = one(headers.origin);
    if (origin === undefined || hostOfOrigin(origin) !== host) {
      return { status: 403, words: 'Only the page itself may ask for this.' };
    }
    if (!/^application\/json(?:;|$)/i.test(one(headers['content-type']) ?? '')) {
      return { status: 415, words: 'This must be sent as JSON.' };
    }
  }
  return undefined;
}

/** True when nobody need prove who he is, or he did: by the cookie of this page, or by `Authorization: Bearer`. */
export function isKnown({ headers }: Pick<Knock, 'headers'>, { token }: Pick<Door, 'token'>): boolean {
  if (token === undefined) return true;
  const bearer = /^Bearer (.+)$/i.exec(one(headers.authorization) ?? '')?.[1];
  if (bearer !== undefined && isSame(bearer, token)) return true;
  const cookies = (one(headers.cookie) ?? '').split(/;\s*/);
  return cookies.some((pair) => pair.startsWith(`${COOKIE}=`) && isSame(pair.slice(COOKIE.length + 1), cookieOf(token)));
}

/** What a browser keeps: it proves the token, outlasts a restart of the monitor, and says nothing of the token itself. */
export function cookieOf(token: string): string {
  return createHmac('sha256', token).update('atlasml-monitor page').digest('base64url');
}

/** Takes the same time for every wrong text: what is compared are hashes of one length. */
export function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

function isOurs(name: string, { address, names }: Door): boolean {
  // A name that somebody else owns is never an address: by an address nobody is rebound.
  if (isLoopback(address.host)) return isLoopback(name) || names.includes(name);
  return name === 'localhost' || isIP(name) !== 0 || names.includes(name);
}

/** "localhost" of "localhost:8790", "::1" of "[::1]:8790". */
function hostName(host: string): string | undefined {
  const [, v6, name] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/.exec(host) ?? [];
  return v6 ?? name;
}

function hostOfOrigin(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
