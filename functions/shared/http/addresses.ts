import { BlockList, isIP } from 'node:net';
import { embeddedIpv4 } from './embedded-ipv4.ts';
import { type Block, NEVER, REACHABLE, SPECIAL } from './special-addresses.ts';

/** Why an address is not connected to. */
export interface Refusal {
  /** "a loopback address". */
  what: string;
  /** No option allows it. */
  isNever: boolean;
}

const compiled = (blocks: readonly Block[]) =>
  blocks.map((block) => {
    const list = new BlockList();
    list.addSubnet(block.network, block.bits, isIP(block.network) === 4 ? 'ipv4' : 'ipv6');
    return { ...block, list };
  });
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
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const within = (blocks: ReturnType<typeof compiled>) => blocks.find(({ list }) => list.check(address, family));
  const forbidden = within(never);
  if (forbidden) return { what: article(forbidden.what), isNever: true };
  if (allowPrivate || within(reachable)) return undefined;
  const hit = within(special);
  return hit && { what: article(hit.what), isNever: false };
}

const article = (what: string) => `${/^[aeiou]|^ORCHID/i.test(what) ? 'an' : 'a'} ${what} address`;

/** What to do about a target that is refused, after the sentence that says so. */
export function refusalAdvice({ isNever }: Refusal, option = 'network.allowPrivateTargets'): string {
  return isNever
    ? 'Nothing allows it: the credentials of the machine can be read there. Check the URL and its DNS entry.'
    : `Set ${option} if it is meant.`;
}
