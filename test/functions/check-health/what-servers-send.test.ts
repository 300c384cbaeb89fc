import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bodyText, MAX_BODY_BYTES } from '../../../functions/check-health/body.ts';
import { MAX_HEADER_BYTES } from '../../../functions/check-health/exchange.ts';
import { lookOf } from '../../../functions/report-incident/diagnose/witnesses.ts';
import { serve, serveRaw } from '../../support/servers.ts';
import { probe } from './support.ts';

const WELL = '{"status":"ok","components":{"weaviate":{"status":"ok"}}}';
const FAILING = '{"status":"error","components":{"weaviate":{"status":"error","message":"Weaviate is unreachable"}}}';

/** Probes a server that answers these bytes. */
async function answered(body: string | Buffer, headers: Record<string, string> = {}, status = 200) {
  const origin = await serve((_request, response) => response.writeHead(status, headers).end(body));
  return probe({ url: origin, timeoutSeconds: 5 });
}

const PACKERS: [string, string, (text: string | Buffer) => Buffer][] = [
  ['gzip', 'gzip', (t) => gzipSync(t)],
  ['x-gzip', 'x-gzip', (t) => gzipSync(t)],
  ['deflate, as zlib writes it', 'deflate', (t) => deflateSync(t)],
  ['deflate, bare', 'deflate', (t) => deflateRawSync(t)],
  ['br', 'br', (t) => brotliCompressSync(t)],
  ['zstd', 'zstd', (t) => zstdCompressSync(t)],
  ['gzip within br', 'gzip, br', (t) => brotliCompressSync(gzipSync(t))],
  ['in capitals', 'GZIP', (t) => gzipSync(t)],
];

describe('bodies that are packed', () => {
  test.each(PACKERS)('%s is read', async (_title, encoding, pack) => {
    expect(await answered(pack(WELL), { 'content-encoding': encoding })).toMatchObject({ verdict: 'up' });
    const down = await answered(pack(FAILING), { 'content-encoding': encoding }, 503);
    expect(down).toMatchObject({ verdict: 'down', fault: 'component' });
    expect(down.sentence).toContain('Weaviate is unreachable');
  });

  test.each(PACKERS)('%s: a bomb is too large, and is not unpacked', async (_title, encoding, pack) => {
    const bomb = pack(Buffer.alloc(32 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(MAX_BODY_BYTES);
    const seen = await answered(bomb, { 'content-encoding': encoding });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'body-too-large' });
    expect(seen.sentence).toContain('more than 64 kB');
  });

  test.each(PACKERS)('%s: what is cut in the middle is damaged, and never well', async (_title, encoding, pack) => {
    const packed = pack(WELL);
    const seen = await answered(packed.subarray(0, packed.length >> 1), { 'content-encoding': encoding });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'body-unpackable' });
    expect(seen.sentence).toContain('cannot be decompressed');
  });

  test('what only says that it is packed is damaged', async () => {
    expect(await answered(WELL, { 'content-encoding': 'gzip' })).toMatchObject({ verdict: 'down', fault: 'body-unpackable' });
  });

  test.each(['compress', 'gzip, aes128gcm', 'gzip, gzip, gzip, gzip', 'constructor'])(
    '%s is unknown, not down',
    async (encoding) => {
      const seen = await answered(WELL, { 'content-encoding': encoding });
      expect(seen).toMatchObject({ verdict: 'unknown', fault: 'encoding-unknown', httpStatus: 200 });
      expect((await answered(WELL, { 'content-encoding': encoding }, 500)).verdict).toBe('down');
    },
  );

  test('where the status decides, no body is unpacked, and none is too large', async () => {
    const page = Buffer.alloc(MAX_BODY_BYTES * 2, 'x');
    const origin = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(page));
    expect((await probe({ url: origin, body: 'none' })).verdict).toBe('up');
  });

  test('zstd that asks for a window of 128 MB is refused: RFC 9659', () => {
    // Magic number, a frame header without size whose window is 2^27 bytes, one raw block of one byte.
    const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, 0x09, 0x00, 0x00, 0x78]);
    const modest = Buffer.from(greedy).fill(7 << 3, 5, 6);
    expect(bodyText(modest, 'zstd')).toEqual({ text: 'x' });
    expect(bodyText(greedy, 'zstd')).toMatchObject({ fault: { kind: 'body-unpackable' } });
  });
});

describe('U11: a byte order mark before the JSON is no part of it', () => {
  test.each([
    ['UTF-8', Buffer.from(`\ufeff${WELL}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${WELL}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${WELL}`, 'utf16le').swap16()],
  ])('%s', async (_title, bytes) => {
    expect((await answered(bytes)).verdict).toBe('up');
    expect((await answered(gzipSync(bytes), { 'content-encoding': 'gzip' })).verdict).toBe('up');
  });
});

const FINAL = `HTTP/1.1 200 OK\r\ncontent-length: ${WELL.length}\r\n\r\n${WELL}`;

test('HTTP/1.0, whose body ends with the connection, is read', async () => {
  const origin = await serveRaw((socket) => socket.once('data', () => socket.end(`HTTP/1.0 200 OK\r\n\r\n${WELL}`)));
  expect(await probe({ url: origin, timeoutSeconds: 5 })).toMatchObject({ verdict: 'up', httpStatus: 200 });
});

test('a body that is shorter than announced is incomplete', async () => {
  const raw = `HTTP/1.1 200 OK\r\ncontent-length: ${WELL.length + 1}\r\n\r\n${WELL}`;
  const origin = await serveRaw((socket) => socket.once('data', () => socket.end(raw)));
  expect(await probe({ url: origin, timeoutSeconds: 5 })).toMatchObject({ verdict: 'down', fault: 'body-incomplete' });
});

describe('interim answers are passed over', () => {
  test.each([
    ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['102 Processing', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103 Early Hints', 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n'],
    ['several of them', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s', async (_title, interim) => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.write(interim + FINAL)));
    expect(await probe({ url: origin, timeoutSeconds: 5 })).toMatchObject({ verdict: 'up', httpStatus: 200 });
  });

  test('an interim answer alone is none: the time runs out in the wait for the answer', async () => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n')));
    const seen = await probe({ url: origin, timeoutSeconds: 0.3 });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'timeout' });
    expect(seen.sentence).toContain('"wait for the answer"');
  });

  test('101 switches to what nobody asked for', async () => {
    const origin = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
      ),
    );
    const seen = await probe({ url: origin, timeoutSeconds: 2 });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'protocol' });
    expect(seen.sentence).toContain('HTTP 101');
  });
});

describe('U12: an answer with too large headers was an answer', () => {
  test.each([
    ['one header of 20 kB', { 'x-large': 'x'.repeat(20_000) }],
    ['cookies of 20 kB', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-cookie-${i}`, 'c'.repeat(100)]))],
  ])('%s', async (_title, headers) => {
    const seen = await answered(WELL, headers);
    expect(seen).toMatchObject({ verdict: 'down', fault: 'headers-too-large' });
    expect(seen.sentence).toContain('its headers are larger than the limit of 16 kB');
    expect(seen.sentence).not.toContain('cannot be reached');
    expect(seen.timings.connectMs).toBeGreaterThanOrEqual(0);
    expect(lookOf(seen)).toBe('answer');
  });

  test('headers just below the limit are read', async () => {
    expect((await answered(WELL, { 'x-large': 'x'.repeat(MAX_HEADER_BYTES - 1_000) })).verdict).toBe('up');
  });
});

describe('an endpoint that takes no HEAD', () => {
  test.each([405, 501])('%i to HEAD: it is asked by GET in the same attempt, and told what to configure', async (refused) => {
    const asked: string[] = [];
    const origin = await serve((request, response) => {
      asked.push(String(request.method));
      response.writeHead(request.method === 'HEAD' ? refused : 200).end(WELL);
    });
    const seen = await probe({ url: origin, method: 'HEAD' });
    expect(seen).toMatchObject({ verdict: 'up', httpStatus: 200 });
    expect(seen.sentence).toContain(
      `(note: the endpoint takes no HEAD (HTTP ${refused}), so it was asked by GET; set method: 'GET')`,
    );
    expect(asked).toEqual(['HEAD', 'GET']);
  });

  test('what GET then says counts', async () => {
    const origin = await serve((request, response) => response.writeHead(request.method === 'HEAD' ? 405 : 503).end(FAILING));
    const seen = await probe({ url: origin, method: 'HEAD' });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'component' });
    expect(seen.sentence).toContain("set method: 'GET'");
  });

  test('405 to another verb is told with what AtlasML takes', async () => {
    const origin = await serve((_request, response) => response.writeHead(405, { allow: 'POST' }).end());
    expect((await probe({ url: origin })).sentence).toMatch(
      /^HTTP 405: the endpoint does not take GET; AtlasML's paths take GET or POST/,
    );
  });
});

test("U17: 403 by the allow list of AtlasML's compose file names the list, and why a function is not on it", async () => {
  const seen = await answered('Forbidden', { 'content-type': 'text/plain; charset=utf-8' }, 403);
  expect(seen).toMatchObject({ verdict: 'down', fault: 'forbidden' });
  expect(seen.sentence).toMatch(/allow list of addresses.*ALLOWED_IPS.*A function outside a VPC has no fixed address/);
  expect(seen.sentence).not.toContain('set headers with a parameter');
  const other = await answered('{"detail":{"type":"not_authorized"}}', {}, 403);
  expect(other.sentence).not.toContain('ALLOWED_IPS');
});
