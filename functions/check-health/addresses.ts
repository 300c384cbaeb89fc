import { BlockList, isIP } from 'node:net';

interface Range {
  network: string;
  bits: number;
  what: string;
}

/** Addresses that a probe may not reach unless private targets are allowed. Sources: IANA special-purpose registries. */
const PRIVATE: Range[] = [
  { network: '127.0.0.0', bits: 8, what: 'loopback' },
  { network: '0.0.0.0', bits: 8, what: 'this host' },
  { network: '10.0.0.0', bits: 8, what: 'private' },
  { network: '172.16.0.0', bits: 12, what: 'private' },
  { network: '192.168.0.0', bits: 16, what: 'private' },
  { network: '100.64.0.0', bits: 10, what: 'shared carrier' },
  { network: '192.0.0.0', bits: 24, what: 'protocol assignment' },
  { network: '198.18.0.0', bits: 15, what: 'benchmark' },
  { network: '224.0.0.0', bits: 4, what: 'multicast' },
  { network: '240.0.0.0', bits: 4, what: 'reserved' },
  { network: '::1', bits: 128, what: 'loopback' },
  { network: '::', bits: 128, what: 'this host' },
  { network: 'fc00::', bits: 7, what: 'private' },
  { network: 'ff00::', bits: 8, what: 'multicast' },
];
/** Never reached, private targets or not: cloud metadata lives here. */
const LINK_LOCAL: Range[] = [
  { network: '169.254.0.0', bits: 16, what: 'link-local' },
  { network: 'fe80::', bits: 10, what: 'link-local' },
  { network: 'fd00:ec2::', bits: 32, what: 'EC2 metadata' },
];

const compiled = [...LINK_LOCAL, ...PRIVATE].map((range) => {
  const list = new BlockList();
  list.addSubnet(range.network, range.bits, isIP(range.network) === 4 ? 'ipv4' : 'ipv6');
  return { ...range, list, always: LINK_LOCAL.includes(range) };
});

/**
 * Why an address must not be connected to, or undefined when it may.
 * An IPv4 address mapped or translated into IPv6 is judged as the IPv4 address it reaches.
 */
export function refusal(address: string, allowPrivate: boolean): string | undefined {
  const embedded = embeddedIpv4(address);
  if (embedded) return refusal(embedded, allowPrivate);
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const hit = compiled.find(({ list, always }) => (always || !allowPrivate) && list.check(address, family));
  return hit && `a ${hit.what} address`;
}

/** The last 32 bits of `::ffff:a.b.c.d`, `64:ff9b::a.b.c.d` and their hexadecimal forms. */
function embeddedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
