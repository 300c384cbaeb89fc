/** What DNS takes: RFC 1035, 2.3.4, in characters as they are written, without the dot that may stand at the end. */
const MOST_OF_A_LABEL = 63;
const MOST_OF_A_HOST = 253;

/** Why no DNS can know a host, in words, by its name as it is asked for (xn--…); undefined where it can. */
export function hostFault(host: string): string | undefined {
  const name = host.replace(/\.$/, '');
  if (name.length > MOST_OF_A_HOST)
    return `has a host of ${name.length} characters, and ${MOST_OF_A_HOST} is the most that there is`;
  const label = name.split('.').find((part) => part.length > MOST_OF_A_LABEL);
  return label && `has a host with ${label.length} characters between two dots, and ${MOST_OF_A_LABEL} is the most that there is`;
}
