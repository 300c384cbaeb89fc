import { isIP } from 'node:net';

/**
 * The IPv4 addresses that an IPv6 address carries: whoever connects to it may reach them, through the system itself or a
 * translator on the way. Of forms with more than one place all are given.
 * @returns none for IPv4 and for IPv6 that carries none.
 */
export function embeddedIpv4(address: string): string[] {
  const groups = groupsOf(address);
  return groups ? FORMS.flatMap(({ fits, at }) => (fits(groups) ? at(groups) : [])) : [];
}

type Groups = number[];

interface Form {
  fits(groups: Groups): boolean;
  at(groups: Groups): string[];
}

const begins = (...first: number[]) => ({ fits: (g: Groups) => first.every((group, i) => g[i] === group) });
const last = (g: Groups) => [ipv4(g[6], g[7])];

// biome-ignore format: a row reads as a row
const FORMS: Form[] = [
  // ::ffff:a.b.c.d, mapped: RFC 4291, 2.5.5.2
  { ...begins(0, 0, 0, 0, 0, 0xffff), at: last },
  // ::ffff:0:a.b.c.d, translated: RFC 2765, 2.1
  { ...begins(0, 0, 0, 0, 0xffff, 0), at: last },
  // ::a.b.c.d, compatible: RFC 4291, 2.5.5.1; :: and ::1 are addresses of their own
  { fits: (g) => g.slice(0, 6).every((group) => group === 0) && (g[6] !== 0 || (g[7] ?? 0) > 1), at: last },
  // 64:ff9b::a.b.c.d: RFC 6052, 2.1
  { ...begins(0x64, 0xff9b, 0, 0, 0, 0), at: last },
  // 64:ff9b:1::/48: RFC 8215; the prefix may end at bit 48, 56, 64 or 96: RFC 6052, 2.2, with bits 64 to 71 left out
  {
    ...begins(0x64, 0xff9b, 1),
    at: (g) => [
      ipv4(g[3], middle(g[4], g[5])), ipv4(middle(g[3], (g[4] ?? 0) << 8), g[5]), ipv4(middle(g[4], g[5]), middle(g[5], g[6])), ...last(g),
    ],
  },
  // 2002:AABB:CCDD::/48, 6to4: RFC 3056, 2
  { ...begins(0x2002), at: (g) => [ipv4(g[1], g[2])] },
  // 2001:0:SERVER:FLAGS:PORT:CLIENT, Teredo, the client's bits inverted: RFC 4380, 4
  { ...begins(0x2001, 0), at: (g) => [ipv4(g[2], g[3]), ipv4(~(g[6] ?? 0), ~(g[7] ?? 0))] },
  // PREFIX:0:5efe:a.b.c.d and PREFIX:200:5efe:a.b.c.d, ISATAP: RFC 5214, 6.1
  { fits: (g) => ((g[4] ?? 0) & 0xfdff) === 0 && g[5] === 0x5efe, at: last },
];

/** The low half of one group with the high half of the next. */
function middle(first = 0, next = 0): number {
  return ((first & 0xff) << 8) | ((next >> 8) & 0xff);
}

function ipv4(high = 0, low = 0): string {
  return [high >> 8, high, low >> 8, low].map((byte) => byte & 0xff).join('.');
}

/** The eight groups of an IPv6 address, whatever its notation. */
function groupsOf(address: string): Groups | undefined {
  const plain = address.split('%')[0] ?? '';
  if (isIP(plain) !== 6) return undefined;
  // The URL parser writes every IPv6 address in one way, without dots.
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const head = hex(before);
  const tail = hex(after ?? '');
  return after === undefined ? head : [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

const hex = (part: string): Groups => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
