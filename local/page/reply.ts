import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/**
 * Nothing of another host, nothing inline, nobody may frame it, and no script may make markup out of text
 * (w3.org/TR/CSP3, w3.org/TR/trusted-types).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export const SAFE_HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Shorter texts are hardly smaller when packed. */
const LEAST_PACKED = 1_024;

/** A body with its type, packed once and for all when it is kept. */
export interface Body {
  type: string;
  content: Buffer;
  packed?: Buffer;
  /** What a browser may ask "still the same?" by. */
  tag?: string;
}

export function keptBody(type: string, content: Buffer): Body {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  return { type, content, packed: gzipSync(content, { level: 9 }), tag };
}

export function jsonBody(value: unknown): Body {
  return { type: 'application/json; charset=utf-8', content: Buffer.from(JSON.stringify(value)) };
}

/** Sends a body, packed where the browser takes that, or that it is the same as before. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  body: Body,
  status = 200,
  more: Record<string, string> = {},
): void {
  const headers: Record<string, string> = { ...SAFE_HEADERS, 'content-type': body.type, vary: 'accept-encoding', ...more };
  headers['cache-control'] = body.tag ? 'no-cache' : 'no-store';
  if (body.tag) headers.etag = body.tag;
  if (body.tag && request.headers['if-none-match'] === body.tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) && body.content.length >= LEAST_PACKED;
  const content = isPacked ? (body.packed ?? gzipSync(body.content, { level: 5 })) : body.content;
  if (isPacked) headers['content-encoding'] = 'gzip';
  headers['content-length'] = String(content.length);
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : content);
}
