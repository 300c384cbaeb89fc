import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestHeaders } from '../../../functions/check-health/request-headers.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { redact } from '../../../functions/shared/text/redact.ts';
import { secretsOf } from '../../support/fakes.ts';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

const SECRET = { Authorization: { parameter: '/atlas/key' } };
const endpointWith = (headers: Record<string, string>) => ({ endpoints: [{ name: 'a', url: 'https://atlas.test/', headers }] });

/** Answers well for the one key, and refuses any other. */
async function probedWith(value: string) {
  let asked = 0;
  const origin = await serve((request, response) => {
    asked++;
    response.writeHead(request.headers.authorization === 'key1' ? 200 : 403).end('{"status":"ok"}');
  });
  return { seen: await probe({ url: origin, headers: SECRET }, { secrets: secretsOf({ '/atlas/key': value }) }), asked };
}

describe('U04: a secret that was stored with blanks or line breaks at its ends', () => {
  test.each(['key1\n', 'key1\r\n', '\nkey1', ' \n key1\t\r\n\n'])('%j is sent without them, and said', async (value) => {
    const { seen } = await probedWith(value);
    expect(seen.verdict).toBe('up');
    expect(seen.sentence).toContain(
      '(note: the parameter /atlas/key is stored with a line break at its ends, which is left out)',
    );
    expect(JSON.stringify(seen)).not.toContain('key1');
  });

  test('blanks alone are left out without a word', async () => {
    expect((await probedWith(' key1 ')).seen.sentence).toMatch(/^HTTP 200 in \d+ ms$/);
  });
});

describe('U05: a secret that HTTP cannot carry', () => {
  test.each([
    ['\ufeffkey1', 'a byte order mark'],
    ['key1\ufeff', 'a byte order mark'],
    ['k\u2011ey', 'a character that is not ASCII, perhaps an invisible one'],
    ['key1\u00a0', 'a character that is not ASCII, perhaps an invisible one'],
    ['gr\u00fcn\u2026', 'a character that is not ASCII, perhaps an invisible one'],
    ['key\u{1f511}', 'a character that is not ASCII, perhaps an invisible one'],
    ['key\r\nx-other: 1', 'a line break'],
    ['key\u0000', 'a control character'],
    ['key\u007f', 'a control character'],
    ['\r\n', 'nothing'],
    ['', 'nothing'],
  ])('%j is unknown, names the parameter and what is wrong, and nothing is asked', async (value, what) => {
    const { seen, asked } = await probedWith(value);
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'header-unusable' });
    expect(seen.sentence).toContain(`The header Authorization cannot be sent: the parameter /atlas/key holds ${what}.`);
    expect(asked).toBe(0);
  });

  test('whatever a parameter holds, it is sent as ASCII or not at all, and never told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 6 }), async (value) => {
        const headers = await requestHeaders({ headers: SECRET }, secretsOf({ '/atlas/key': `planted${value}` }));
        if ('fault' in headers) expect(headers.fault.sentence).not.toContain('planted');
        else expect(headers.values.authorization).toMatch(/^[\t\x20-\x7e]+$/);
      }),
    );
  });
});

describe('headers in the configuration', () => {
  test.each(['\ufeffprod', 'k\u2011ey', 'prod\n', 'gr\u00fcn\u2026', 'a\r\nb: c'])(
    'the text %j is refused with its path, before anything is deployed',
    (value) => {
      expect(() => resolveConfig(endpointWith({ 'X-Env': value }))).toThrow(
        /endpoints\[0\]\.headers\.X-Env: its value holds .*cannot carry/,
      );
    },
  );

  // Behind a name that looks like a secret's, one bare word is taken for the secret.
  test.each(['X-Env', 'X-Key', 'X-Auth-Token'])('the sentence about %s is shown whole', (name) => {
    const refused = () => resolveConfig(endpointWith({ [name]: 'prod\n' }));
    expect(refused).toThrow(`endpoints[0].headers.${name}: `);
    try {
      refused();
    } catch (error) {
      expect(redact((error as Error).message)).toContain(`${name}: its value holds a line break`);
    }
  });

  test.each([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Upgrade',
    'Expect',
    'TE',
    'Trailer',
    'Proxy-Authorization',
    'proxy-connection',
    'content-length',
  ])('%s is refused with its path and the reason', (header) => {
    const both = [
      endpointWith({ [header]: '1' }),
      { endpoints: [{ name: 'a', url: 'https://atlas.test/', headers: { [header]: { parameter: '/k' } } }] },
    ];
    for (const config of both) {
      expect(() => resolveConfig(config)).toThrow(
        new RegExp(`endpoints\\[0\\]\\.headers\\.${header}: is made by the probe itself: `),
      );
    }
  });

  test('the same header in two spellings is refused', () => {
    expect(() => resolveConfig(endpointWith({ 'X-Env': 'a', 'x-env': 'b' }))).toThrow(
      /headers\.x-env: is there already as X-Env/,
    );
  });

  test.each(['Accept', 'User-Agent', 'Cache-Control', 'X-Env', 'Content-Type'])('%s may be set', (header) => {
    expect(resolveConfig(endpointWith({ [header]: 'text/plain' })).endpoints[0]?.headers).toEqual({ [header]: 'text/plain' });
  });
});
