import type { Fault } from './text-faults.ts';

/** What the checks between keys look at; the schema has judged each key by itself. */
interface Checked {
  endpoints: { name: string; timeoutSeconds: number }[];
  components: string[];
  email: string[];
  maintenance: { name: string }[];
  confirm: { attempts: number; intervalSeconds: number };
}

/** Seconds that a run of check-health may take for its attempts, of the 150 until Lambda ends it. */
const MOST_SECONDS = 120;

/** What each key may be by itself, and not together with the others. */
export function crossFaults(config: Checked): Fault[] {
  return [
    ...twice(
      config.endpoints.map((e) => e.name),
      (i) => ['endpoints', i, 'name'],
      (name, first) => `'${name}' is already the name of endpoints[${first}]; give each endpoint its own name`,
    ),
    // The name of an alarm has / as - and lower case; CloudFormation would make two of one name into one.
    ...twice(
      config.components,
      (i) => ['components', i],
      (name, first) => `'${name}' would give its alarm the same name as components[${first}]; leave one of them out`,
      (name) => name.replaceAll('/', '-').toLowerCase(),
    ),
    ...twice(
      config.email,
      (i) => ['email', i],
      (address, first) => `'${address}' is already email[${first}]; name each address once`,
      (address) => address.toLowerCase(),
    ),
    ...twice(
      config.maintenance.map((window) => window.name),
      (i) => ['maintenance', i, 'name'],
      (name, first) => `'${name}' is already the name of maintenance[${first}]; give each window its own name`,
    ),
    ...tooLong(config),
  ];
}

/** A fault for each entry that came before, compared by what `as` makes of it. */
function twice(
  entries: string[],
  pathOf: (index: number) => PropertyKey[],
  words: (entry: string, first: number) => string,
  as: (entry: string) => string = (entry) => entry,
): Fault[] {
  const seen = new Map<string, number>();
  return entries.flatMap((entry, i) => {
    const first = seen.get(as(entry));
    if (first !== undefined) return [{ path: pathOf(i), message: words(entry, first) }];
    seen.set(as(entry), i);
    return [];
  });
}

function tooLong({ confirm: { attempts, intervalSeconds }, endpoints }: Checked): Fault[] {
  const longest = Math.max(...endpoints.map((e) => e.timeoutSeconds));
  const worst = attempts * longest + (attempts - 1) * intervalSeconds;
  if (worst <= MOST_SECONDS) return [];
  const message = `${attempts} attempts of up to ${longest} s take ${worst} s; keep them within ${MOST_SECONDS} s`;
  return [{ path: ['confirm'], message }];
}
