import type { BlockList } from 'node:net';
import { toText, type Value } from '../values.ts';
import type { FunctionTable, ScalarFunction } from './types.ts';

/** Loaded where it is first asked for: a thread of a query must be there at once, and sockets come with it. */
let net: typeof import('node:net') | undefined;

function loaded(): typeof import('node:net') {
  net ??= process.getBuiltinModule('node:net');
  return net;
}

const isIP = (text: string) => loaded().isIP(text);
const isIPv4 = (text: string) => loaded().isIPv4(text);
const isIPv6 = (text: string) => loaded().isIPv6(text);

/** RFC 1918, as the page says. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
/** Not globally reachable: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry */
const RESERVED = [
  ...['0.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b:1::/48', '100::/64', '2001:db8::/32', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
];

interface Subnet {
  address: string;
  bits: number;
  family: 4 | 6;
}

function subnetOf(cidr: string): Subnet | undefined {
  const [address = '', bits = '', more] = cidr.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  return { address, bits: Number(bits), family: family as 4 | 6 };
}

function listOf(cidrs: string[]): BlockList {
  const list = new (loaded().BlockList)();
  for (const cidr of cidrs) {
    const subnet = subnetOf(cidr) as Subnet;
    list.addSubnet(subnet.address, subnet.bits, `ipv${subnet.family}`);
  }
  return list;
}

/** The lists are made where they are first asked for. */
const lists = new Map<string[], BlockList>();

function isOneOf(cidrs: string[], address: string): boolean {
  const list = lists.get(cidrs) ?? listOf(cidrs);
  lists.set(cidrs, list);
  return isIn(list, address);
}

/** One list a subnet: a query asks for the same subnet in each row. */
const subnets = new Map<string, { list: BlockList; family: 4 | 6 } | undefined>();

function knownSubnet(cidr: string): { list: BlockList; family: 4 | 6 } | undefined {
  if (!subnets.has(cidr)) {
    const subnet = subnetOf(cidr);
    if (subnets.size > 1000) subnets.clear();
    subnets.set(cidr, subnet && { list: listOf([cidr]), family: subnet.family });
  }
  return subnets.get(cidr);
}

const isIn = (list: BlockList, address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

function test(run: (address: string) => boolean): ScalarFunction {
  return { least: 1, most: 1, run: ([a]) => Number(run(toText(a) ?? '')) };
}

function inSubnet(family?: 4 | 6): ScalarFunction {
  return {
    least: 2,
    most: 2,
    run([a, b]) {
      const address = toText(a) ?? '';
      if (family !== undefined && isIP(address) !== family) return 0;
      return Number(isInSubnet(address, toText(b) ?? ''));
    },
  };
}

/** How many bits of a range such as 10.0.0.0/8 are fixed; undefined when it is none. */
export function subnetBits(cidr: string): number | undefined {
  return subnetOf(cidr)?.bits;
}

/** Whether an address of the same family is in a range. */
export function isInSubnet(address: string, cidr: string): boolean {
  const subnet = knownSubnet(cidr);
  return subnet !== undefined && isIP(address) === subnet.family && isIn(subnet.list, address);
}

function ipv4ToNumber([a]: Value[]): Value {
  const address = toText(a) ?? '';
  return isIPv4(address) ? address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, IP address string functions. */
export const ADDRESS_FUNCTIONS: FunctionTable = {
  isvalidip: test((a) => isIP(a) !== 0),
  isvalidipv4: test(isIPv4),
  isvalidipv6: test(isIPv6),
  isipinsubnet: inSubnet(),
  isipv4insubnet: inSubnet(4),
  isipv6insubnet: inSubnet(6),
  ipv4tonumber: { least: 1, most: 1, run: ipv4ToNumber },
  isprivateip: test((a) => isIP(a) !== 0 && isOneOf(PRIVATE, a)),
  isreservedip: test((a) => isIP(a) !== 0 && isOneOf(RESERVED, a)),
  ispublicip: test((a) => isIP(a) !== 0 && !isOneOf(PRIVATE, a) && !isOneOf(RESERVED, a)),
};
