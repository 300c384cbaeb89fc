import { BlockList, isIP, SocketAddress } from 'node:net';
import { embeddedIpv4 } from './embedded-ipv4.ts';
import { type Block, NEVER, REACHABLE, SPECIAL } from './special-addresses.ts';

/** Why an address is not connected to. */
export interface Refusal {
  /** "a loopback address". */
  what: string;
  /** No option allows it. */
  isNever: boolean;
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4');

/** The blocks of a family together and each by itself, made when the first address of it is judged. Most addresses are in none. */
function compiled(blocks: readonly Block[]): (address: SocketAddress) => Block | undefined {
  const ofFamily = { ipv4: compiledOf('ipv4', blocks), ipv6: compiledOf('ipv6', blocks) };
  return (address) => ofFamily[address.family](address);
}

function compiledOf(family: 'ipv4' | 'ipv6', blocks: readonly Block[]): (address: SocketAddress) => Block | undefined {
  const ours = blocks.filter(({ network }) => familyOf(network) === family);
  const listOf = (some: readonly Block[]) => {
    const list = new BlockList();
    for (const { network, bits } of some) list.addSubnet(network, bits, family);
    return list;
  };
  let all: BlockList | undefined;
  let each: { block: Block; list: BlockList }[] | undefined;
  return (address) => {
    all ??= listOf(ours);
    if (!all.check(address)) return undefined;
    each ??= ours.map((block) => ({ block, list: listOf([block]) }));
    return each.find(({ list }) => list.check(address))?.block;
  };
}
const never = compiled(NEVER);
const special = compiled(SPECIAL);
const reachable = compiled(REACHABLE);

/**
 * Why an address must not be connected to, or undefined when it may. An IPv4 address within an IPv6 address is judged as well:
 * it is what is reached in the end. What is no address is refused.
 * @param address as a resolver gives it.
 */
export function refusal(address: string, allowPrivate: boolean): Refusal | undefined {
  const key = `${allowPrivate} ${address}`;
  if (JUDGED.has(key)) return JUDGED.get(key);
  if (JUDGED.size >= MOST_JUDGED) JUDGED.clear();
  const judged = judge(address, allowPrivate);
  JUDGED.set(key, judged);
  return judged;
}

/** A run asks few hosts, again and again. */
const JUDGED = new Map<string, Refusal | undefined>();
const MOST_JUDGED = 500;

function judge(address: string, allowPrivate: boolean): Refusal | undefined {
  const plain = address.split('%')[0] ?? '';
  const version = isIP(plain);
  if (version === 0) return { what: 'no address of a host', isNever: true };
  const refusals = [plain, ...embeddedIpv4(plain)].map((one) => refusalOf(one, allowPrivate));
  return refusals.find((r) => r?.isNever) ?? refusals.find((r) => r !== undefined);
}

function refusalOf(address: string, allowPrivate: boolean): Refusal | undefined {
  const judged = new SocketAddress({ address, family: familyOf(address) });
  const forbidden = never(judged);
  if (forbidden) return { what: article(forbidden.what), isNever: true };
  if (allowPrivate || reachable(judged)) return undefined;
  const hit = special(judged);
  return hit && { what: article(hit.what), isNever: false };
}

const article = (what: string) => `${/^[aeiou]|^ORCHID/i.test(what) ? 'an' : 'a'} ${what} address`;

/** What to do about a target that is refused, after the sentence that says so. */
export function refusalAdvice({ isNever }: Refusal, option = 'network.allowPrivateTargets'): string {
  return isNever
    ? 'Nothing allows it: the credentials of the machine can be read there. Check the URL and its DNS entry.'
    : `Set ${option} if it is meant.`;
}
