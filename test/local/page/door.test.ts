import { describe, expect, test } from 'vitest';
import { addressOf, cookieOf, type Door, isKnown, isLoopback, refusalOf } from '../../../local/page/door.ts';

const HERE: Door = { address: { host: '127.0.0.1', port: 8790 }, names: [] };
const OUTSIDE: Door = {
  address: { host: '0.0.0.0', port: 8790 },
  names: ['monitor.example.org'],
  token: 'a token that nobody guesses',
};
const get = (host: string, more = {}) => ({ method: 'GET', path: '/api/demo/now', headers: { host, ...more } });
const post = (more = {}) => ({
  method: 'POST',
  path: '/api/demo/order',
  headers: { host: 'localhost:8790', origin: 'http://localhost:8790', 'content-type': 'application/json', ...more },
});

describe('the name that is asked for', () => {
  test.each(['127.0.0.1:8790', 'localhost:8790', 'LOCALHOST', '[::1]:8790', 'localhost:9000'])('%s is ours', (host) => {
    expect(refusalOf(get(host), HERE)).toBeUndefined();
  });
  test.each(['evil.example:8790', 'monitor.example.org', '127.0.0.1.evil.example', '192.0.2.1:8790', 'localhost.evil.example'])(
    '%s is not, also where it leads here',
    (host) => expect(refusalOf(get(host), HERE)).toMatchObject({ status: 421 }),
  );
  test.each(['', '[::1', 'a b', 'user@localhost', '[evil.example]'])('%j is no name', (host) => {
    expect(refusalOf(get(host), HERE)).toMatchObject({ status: 400 });
  });
  test('on an address of others, names must be allowed and addresses may be asked', () => {
    expect(refusalOf(get('monitor.example.org'), OUTSIDE)).toBeUndefined();
    expect(refusalOf(get('192.0.2.1:8790'), OUTSIDE)).toBeUndefined();
    expect(refusalOf(get('evil.example'), OUTSIDE)).toMatchObject({ status: 421 });
  });
});

describe('where a request comes from', () => {
  test('what the page itself posts is taken', () => expect(refusalOf(post(), HERE)).toBeUndefined());
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:9000' }],
    ['a sandbox', { origin: 'null' }],
    ['nobody says', { origin: undefined }],
    ['another site by its own word', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour by its own word', { 'sec-fetch-site': 'same-site' }],
  ])('%s may post nothing', (_from, headers) => expect(refusalOf(post(headers), HERE)).toMatchObject({ status: 403 }));
  test('a form of another site cannot send JSON', () => {
    expect(refusalOf(post({ 'content-type': 'text/plain' }), HERE)).toMatchObject({ status: 415 });
  });
  test('another site may not read, and may link to the page', () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(refusalOf(get('localhost', headers), HERE)).toMatchObject({ status: 403 });
    expect(refusalOf({ ...get('localhost', headers), path: '/' }, HERE)).toBeUndefined();
  });
});

describe('the token', () => {
  const token = OUTSIDE.token ?? '';
  test.each([
    [{ cookie: `other=1; atlasml_monitor=${cookieOf(token)}` }, true],
    [{ authorization: `Bearer ${token}` }, true],
    [{ cookie: `atlasml_monitor=${token}` }, false],
    [{ cookie: `atlasml_monitor=${cookieOf('another token of some length')}` }, false],
    [{ authorization: `Bearer ${token}x` }, false],
    [{}, false],
  ])('%j: %s', (headers, known) => expect(isKnown({ headers }, OUTSIDE)).toBe(known));
  test('none is asked for where nobody else reaches the page', () => expect(isKnown({ headers: {} }, HERE)).toBe(true));
});

test.each([
  ['127.0.0.1:8790', { host: '127.0.0.1', port: 8790 }],
  ['[::1]:1', { host: '::1', port: 1 }],
  ['Monitor:80', { host: 'monitor', port: 80 }],
  ['8790', undefined],
  ['a:70000', undefined],
  ['[a]:1', undefined],
])('%s is an address or none', (text, address) => expect(addressOf(text)).toEqual(address));

test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is this machine', (host) => expect(isLoopback(host)).toBe(true));
test.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example'])('%s is not', (host) => expect(isLoopback(host)).toBe(false));
