import { describe, expect, test } from 'vitest';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

const at =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('cloud metadata is never probed, and no option is named that would allow it', () => {
  const NOTATIONS = [
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::1]/',
    'https://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
  ];
  test.each(
    NOTATIONS.flatMap(
      (url) =>
        [
          [url, true],
          [url, false],
        ] as const,
    ),
  )('%s, private targets allowed: %s', async (url, allowPrivate) => {
    const seen = await probe({ url }, { allowPrivate });
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'target-refused', attempts: 0 });
    expect(seen.sentence).toContain('which is not probed. Nothing allows it');
    expect(seen.sentence).not.toContain('allowPrivateTargets');
  });

  test.each([['169.254.169.254'], ['::ffff:a9fe:a9fe'], ['127.0.0.1', '169.254.170.2']])(
    'a name that points to %s is refused',
    async (...addresses) => {
      const seen = await probe({ url: 'http://atlas.test/' }, { allowPrivate: true, resolve: at(...addresses) });
      expect(seen).toMatchObject({ verdict: 'unknown', fault: 'target-refused' });
      expect(seen.sentence).toMatch(/^atlas\.test is .+, a link-local address, which is not probed\. Nothing allows it/);
    },
  );
});

describe('private targets are named with the option that allows them', () => {
  test.each([
    ['10.0.0.1', 'a private address'],
    ['fec0::1', 'a site-local address'],
    ['2002:a00:1::', 'a private address'],
    ['::ffff:0:10.0.0.1', 'a private address'],
    ['::10.0.0.1', 'a private address'],
    ['2001:0:808:808::f7f7:f7f7', 'a Teredo address'],
    ['64:ff9b:1::808:808', 'a local translation (NAT64) address'],
    ['203.0.113.1', 'a documentation address'],
  ])('%s is %s', async (address, what) => {
    const seen = await probe({ url: 'http://atlas.test/' }, { allowPrivate: false, resolve: at(address) });
    expect(seen.sentence).toBe(
      `atlas.test is ${address}, ${what}, which is not probed. Set network.allowPrivateTargets if it is meant.`,
    );
  });
});

describe('what changes on the way gains nothing', () => {
  test('each attempt judges the addresses of its own look-up: a name that turns to metadata is refused', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.writeHead(500).end();
    });
    const answers = ['127.0.0.1', '169.254.169.254'];
    let lookUps = 0;
    const resolve = async () => at(answers[lookUps++] ?? '127.0.0.1')();
    const seen = await probe({ url: origin.replace('127.0.0.1', 'atlas.test') }, { attempts: 3, resolve });
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'target-refused' });
    expect([asked, lookUps]).toEqual([1, 2]);
  });

  test.each(['http://169.254.169.254/', 'http://127.0.0.1:1/', 'http://[::1]/', '//2852039166/'])(
    'a redirect to %s is not followed',
    async (location) => {
      const origin = await serve((_request, response) => response.writeHead(307, { location }).end());
      const seen = await probe({ url: `${origin}/` });
      expect(seen).toMatchObject({ verdict: 'down', fault: 'redirect', httpStatus: 307 });
      expect(seen.sentence).toContain('is not followed');
    },
  );

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'a link-local address'],
    ['http://2852039166/', 'a link-local address'],
    ['http://[fd00:ec2::254]/', 'a cloud metadata address'],
    ['http://[::ffff:169.254.169.254]/', 'a link-local address'],
  ])('nobody is told to write %s', async (location, what) => {
    const origin = await serve((_request, response) => response.writeHead(302, { location }).end());
    const { sentence } = await probe({ url: `${origin}/` });
    expect(sentence).toContain(`which is ${what} and is not followed`);
    expect(sentence).not.toMatch(/write/i);
  });

  test.each(['file:///etc/passwd', 'javascript:alert(1)', 'ftp://ftp.example.org/x'])('nor %s', async (location) => {
    const origin = await serve((_request, response) => response.writeHead(302, { location }).end());
    const seen = await probe({ url: `${origin}/` });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'redirect' });
    expect(seen.sentence).toContain('no web address');
    expect(seen.sentence).not.toMatch(/write|null/i);
  });
});
