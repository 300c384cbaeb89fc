import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { refusal } from './addresses.ts';

/** A host that nothing may connect to. The message names neither the URL nor the host: both may be secret. */
export class TargetRefusedError extends Error {
  override name = 'TargetRefusedError';
  readonly code = 'TARGET_REFUSED';

  constructor(what: string) {
    super(`the host is ${what}, where nothing is sent`);
  }
}

/**
 * Refuses a host that is written as an address of cloud metadata, in whatever notation: there the credentials of the machine can
 * be read. Private addresses are allowed: who watches his own network may have his Sentry or chat in it.
 * @param hostname as URL gives it. @throws TargetRefusedError
 */
export function refuseAddress(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) refuse([host]);
}

/** Resolves a name for a connection, and refuses the same: the address that is judged is the one that is connected to. */
export function gatedLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      try {
        refuse(found.map(({ address }) => address));
      } catch (refused) {
        return callback(refused as Error, []);
      }
      const [first] = found;
      if (options.all || !first) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
}

function refuse(addresses: string[]): void {
  const refused = addresses.map((address) => refusal(address, true)).find((r) => r !== undefined);
  if (refused) throw new TargetRefusedError(refused.what);
}
