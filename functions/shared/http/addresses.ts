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

const familyOf = (address: string) => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** The blocks together and each by itself, made when the first address is judged. Most addresses are in none. */
function compiled(blocks: readonly Block[]): (address: SocketAddress) => Block | undefined {
  const listOf = (some: readonly Block[]) => {
    const list = new BlockList();
    for (const { network, bits } of some) list.addSubnet(network, bits, familyOf(network));
    return list;
  };
  let all: BlockList | undefined;
  let each: { block: Block; list: BlockList }[] | undefined;
  return (address) => {
    all ??= listOf(blocks);
    if (!all.check(address)) return undefined;
    each ??= blocks.map((block) => ({ block, list: listOf([block]) }));
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
