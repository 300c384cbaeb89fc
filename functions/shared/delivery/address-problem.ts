const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why no message may go to an address, and what to do; undefined when it may. A message holds parts of a log, so that it never goes in the
 * clear but to this machine itself. The text does not hold the address.
 * @param isAllowed whether the host is one of the service's, or one that the configuration names.
 * @param example how the address of the service begins.
 */
export function addressProblem(
  url: string,
  parameter: string,
  { isAllowed, example }: { isAllowed?(host: string): boolean; example: string },
): string | undefined {
  if (!URL.canParse(url)) return `the parameter ${parameter} holds no URL; store the whole address there, ${example}`;
  const { protocol, hostname, username, password } = new URL(url);
  if (isAllowed && !isAllowed(hostname))
    return `the parameter ${parameter} holds the address of another service; store the right one there, ${example}`;
  if (username !== '' || password !== '')
    return `the parameter ${parameter} holds an address with a user name; store it without, ${example}`;
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return undefined;
  return `the parameter ${parameter} holds an address that does not begin with https://; store one that does, ${example}`;
}

/** The host of an address for people: where it is, without the path, which may be secret. */
export const hostOf = (url: string): string => new URL(url).host;
