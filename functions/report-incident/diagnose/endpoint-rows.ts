import type { Sighting } from '../../shared/message/message.ts';
import type { EndpointObservation } from '../../shared/observation.ts';
import { redact } from '../../shared/text/redact.ts';
import { firstNamed, plural } from '../../shared/text/words.ts';

/** Of more endpoints nobody reads a row each. */
export const MOST_ROWS = 20;
/** So many names stand behind what several have in common. */
export const MOST_NAMES = 8;

/**
 * What the probes saw of each endpoint; of many those that are not up, those that fail alike together, and how many all are. Redacted.
 * @param before stands before what was seen, such as "asked again: ".
 */
export function endpointRows(endpoints: readonly EndpointObservation[], when: string, before = ''): Sighting[] {
  const row = ({ endpoint, verdict, sentence }: EndpointObservation, more = ''): Sighting => ({
    when,
    what: endpoint,
    fact: redact(`${before}${verdict === 'unknown' && before === '' ? 'unknown: ' : ''}${sentence}${more}`),
  });
  if (endpoints.length <= MOST_ROWS) return endpoints.map((e) => row(e));
  const alike = Map.groupBy(endpoints.filter(isNotWell), ({ verdict, fault = '' }) => `${verdict} ${fault}`);
  const rows = [...alike.values()].map(([first, ...others]) => {
    const names = others.map(({ endpoint }) => endpoint);
    return row(
      first as EndpointObservation,
      names.length > 0 ? ` The same for ${plural(names.length, 'other')}: ${firstNamed(names, MOST_NAMES)}.` : '',
    );
  });
  return [{ when, what: 'endpoints', fact: `${before}${countsOf(endpoints)}` }, ...rows];
}

type Judged = Pick<EndpointObservation, 'verdict'>;

/** Down, or nothing is known of it. */
export const isNotWell = ({ verdict }: Judged): boolean => verdict === 'down' || verdict === 'unknown';

const STATES = [
  ['down', 'down'],
  ['unknown', 'unknown'],
  ['up', 'well'],
  ['absent', 'absent'],
] as const;

/** "50 of 200 down, 150 well". */
export function countsOf(endpoints: readonly Judged[]): string {
  const counts = STATES.flatMap(([verdict, words]) => {
    const count = endpoints.filter((e) => e.verdict === verdict).length;
    return count > 0 ? [{ count, words }] : [];
  });
  return counts.map(({ count, words }, i) => `${count}${i === 0 ? ` of ${endpoints.length}` : ''} ${words}`).join(', ');
}
