import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusal, refusalAdvice } from '../../../../functions/shared/http/addresses.ts';

/** Every IPv6 form that carries an IPv4 address. */
const CARRIERS: [string, (bytes: number[]) => string][] = [
  ['mapped', ([a, b, c, d]) => `::ffff:${a}.${b}.${c}.${d}`],
  ['mapped, hexadecimal', (bytes) => `::ffff:${hex(bytes)}`],
  ['mapped, written out', (bytes) => `0000:0000:0000:0000:0000:FFFF:${hex(bytes)}`],
  ['translated', ([a, b, c, d]) => `::ffff:0:${a}.${b}.${c}.${d}`],
  ['compatible', ([a, b, c, d]) => `::${a}.${b}.${c}.${d}`],
  ['NAT64', ([a, b, c, d]) => `64:ff9b::${a}.${b}.${c}.${d}`],
  ['local NAT64, /96', (bytes) => `64:ff9b:1::${hex(bytes)}`],
  ['local NAT64, /48', ([a = 0, b = 0, c = 0, d = 0]) => `64:ff9b:1:${two(a, b)}:${two(0, c)}:${two(d, 0)}::`],
  ['local NAT64, /56', ([a = 0, b = 0, c = 0, d = 0]) => `64:ff9b:1:${two(0x22, a)}:${two(0, b)}:${two(c, d)}::`],
  ['local NAT64, /64', ([a = 0, b = 0, c = 0, d = 0]) => `64:ff9b:1:2233:${two(0, a)}:${two(b, c)}:${two(d, 0)}:0`],
  ['6to4', (bytes) => `2002:${hex(bytes)}::1`],
  ['Teredo, the client', (bytes) => `2001:0:808:808:0:0:${hex(bytes.map((byte) => byte ^ 0xff))}`],
  ['Teredo, the server', (bytes) => `2001:0:${hex(bytes)}:0:0:f7f7:f7f7`],
  ['ISATAP', (bytes) => `2620:1:2:3:0:5efe:${hex(bytes)}`],
  ['ISATAP, of a global address', (bytes) => `2620:1:2:3:200:5efe:${hex(bytes)}`],
];
const two = (high: number, low: number) => ((high << 8) | low).toString(16);
const hex = ([a = 0, b = 0, c = 0, d = 0]: number[]) => `${two(a, b)}:${two(c, d)}`;
const bytesOf = (ipv4: string) => ipv4.split('.').map(Number);

describe('addresses that a probe may not reach', () => {
  test.each([
    ['127.0.0.1', 'a loopback address'],
    ['127.255.255.255', 'a loopback address'],
    ['10.1.2.3', 'a private address'],
    ['172.16.0.1', 'a private address'],
    ['172.31.255.255', 'a private address'],
    ['192.168.1.1', 'a private address'],
    ['100.64.0.1', 'a shared carrier address'],
    ['0.0.0.0', 'a this host address'],
    ['192.0.0.8', 'a protocol assignment address'],
    ['192.0.0.170', 'a protocol assignment address'],
    ['192.0.2.1', 'a documentation address'],
    ['198.51.100.7', 'a documentation address'],
    ['203.0.113.7', 'a documentation address'],
    ['192.88.99.1', 'a 6to4 relay address'],
    ['198.19.255.255', 'a benchmark address'],
    ['224.0.0.1', 'a multicast address'],
    ['240.0.0.1', 'a reserved address'],
    ['255.255.255.255', 'a broadcast address'],
    ['::', 'a this host address'],
    ['::1', 'a loopback address'],
    ['0:0:0:0:0:0:0:1', 'a loopback address'],
    ['fd12::1', 'a private address'],
    ['fec0::1', 'a site-local address'],
    ['feff::1', 'a site-local address'],
    ['ff02::1', 'a multicast address'],
    ['100::1', 'a discard address'],
    ['100:0:0:1::1', 'a dummy address'],
    ['2001:db8::1', 'a documentation address'],
    ['3fff:fff::1', 'a documentation address'],
    ['5f00::1', 'a segment routing address'],
    ['2001:2::1', 'a benchmark address'],
    ['2001:10::1', 'an ORCHID address'],
    ['2001:1ff::1', 'a protocol assignment address'],
    ['2001:0:808:808::f7f7:f7f7', 'a Teredo address'],
    ['64:ff9b:1::808:808', 'a local translation (NAT64) address'],
  ])('%s is %s, and only where private targets are allowed', (address, what) => {
    expect(refusal(address, false)).toEqual({ what, isNever: false });
    expect(refusal(address, true)).toBeUndefined();
  });

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '172.15.255.255',
    '100.128.0.1',
    '192.0.0.9',
    '192.0.0.10',
    '192.0.1.1',
    '192.31.196.1',
    '192.52.193.1',
    '192.175.48.1',
    '198.20.0.1',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2001:1::1',
    '2001:1::3',
    '2001:3::1',
    '2001:4:112::1',
    '2001:200::1',
    '2620:4f:8000::1',
    '2a00:1450::1',
    '100:0:0:2::1',
  ])('%s may be probed', (address) => {
    expect(refusal(address, false)).toBeUndefined();
  });

  test.each(['', 'localhost', '2852039166', '0xa9fea9fe', '1.2.3', '1.2.3.4.5', '::ffff:1.2.3', 'fe80::1::2'])(
    'what is no address (%j) is refused',
    (text) => {
      expect(refusal(text, true)).toEqual({ what: 'no address of a host', isNever: true });
    },
  );
});

describe('an IPv4 address within an IPv6 address is judged as itself', () => {
  test.each(CARRIERS)('%s', (title, carry) => {
    expect(refusal(carry(bytesOf('10.0.0.1')), false)?.isNever).toBe(false);
    expect(refusal(carry(bytesOf('127.0.0.1')), false)).toBeDefined();
    expect(refusal(carry(bytesOf('169.254.169.254')), true)).toEqual({ what: 'a link-local address', isNever: true });
    // Where the carrier itself is a public address, so is one that carries a public one.
    if (!/Teredo|local NAT64/.test(title)) expect(refusal(carry(bytesOf('8.8.8.8')), false)).toBeUndefined();
  });

  test('as often as not: whatever is refused alone is refused in every form, and no less', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom(...CARRIERS), fc.boolean(), (ipv4, [, carry], allowPrivate) => {
        const alone = refusal(ipv4, allowPrivate);
        const carried = refusal(carry(bytesOf(ipv4)), allowPrivate);
        // ::0.0.0.0 and ::0.0.0.1 are :: and ::1.
        if (alone) expect(carried).toBeDefined();
        if (alone?.isNever) expect(carried?.isNever).toBe(true);
      }),
    );
  });
});

describe('cloud metadata is reached by no option', () => {
  const METADATA = [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fe80::a9fe:a9fe',
    'fe80::1%eth0',
  ];

  test.each(METADATA)('%s', (address) => {
    const refused = refusal(address, true);
    expect(refused?.isNever).toBe(true);
    expect(refusalAdvice(refused as never)).not.toContain('allowPrivateTargets');
  });

  /** Every way in which a URL may write 169.254.169.254: the parser of URLs gives the host that is connected to. */
  test.each([
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://0251.0376.0251.0376/',
    'http://025177524776/',
    'http://169.254.43518/',
    'http://169.16689662/',
    'http://0xa9.254.0251.254/',
    'http://169.254.169.254./',
    'http://１６９.２５４.１６９.２５４/',
    'http://169。254。169。254/',
    'http://169%2E254%2E169%2E254/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[::169.254.169.254]/',
    'http://[fd00:0ec2:0:0::254]/',
  ])('%s', (url) => {
    expect(refusal(new URL(url).hostname.replace(/^\[|\]$/g, ''), true)?.isNever).toBe(true);
  });
});
