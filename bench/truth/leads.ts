import type { Moment } from '../../local/replay/moment.ts';

/** With these the reporter remembers the cause that it tells. */
const TELLING = ['opened', 'worse', 'unstable', 'lasts', 'partly-recovered', 'new-cause', 'corrected'];

/** Where the rule that `why` names is not the one that the reporter told of, a sentence for each. */
export function leadFaults({ atMs, reason, incident, diagnosis, rules }: Moment): string[] {
  const at = new Date(atMs).toISOString();
  const leading = rules.filter((r) => r.lostBy === undefined).map((r) => r.id);
  const faults: string[] = [];
  if (leading.length > 1) faults.push(`${at}: ${leading.join(' and ')} both lead`);
  if (leading.length === 1 && leading[0] !== diagnosis?.id)
    faults.push(`${at}: ${leading[0]} leads, and the diagnosis is ${diagnosis?.id}`);
  const told = incident?.causes?.at(-1)?.id;
  if (TELLING.includes(reason) && diagnosis && told !== diagnosis.id)
    faults.push(`${at}: ${diagnosis.id} is named, and ${told} was told`);
  return faults;
}
