import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { troubleEndMs } from '../../functions/shared/incident/trouble.ts';
import { beganMs } from '../../local/view/incident-status.ts';

/**
 * Incidents as a file of what really was, the oldest first. A monitor knows what it told, not what it missed: the file is to be corrected.
 * Pure.
 */
export function incidentsYaml(incidents: readonly Incident[]): string {
  const rows = incidents.toSorted((a, b) => a.openedMs - b.openedMs).map(rowOf);
  return [
    '# What the monitor told of. Write real: false at each that was no incident, and add those of which nobody was told.',
    ...(rows.length > 0 ? ['incidents:', ...rows] : ['incidents: []']),
  ].join('\n');
}

const iso = (ms: number) => new Date(ms).toISOString();

/** A text in quotes is one in JSON and in YAML. */
function rowOf(incident: Incident): string {
  const { id, resolvedMs, short, account, members, dismissed } = incident;
  return [
    `  - id: ${JSON.stringify(id)}`,
    `    from: ${iso(beganMs(incident))}`,
    ...(resolvedMs === undefined ? [] : [`    to: ${iso(troubleEndMs(incident))}`]),
    ...(dismissed ? ['    real: false'] : []),
    `    title: ${JSON.stringify(short ?? account?.short ?? members[0]?.title ?? '')}`,
  ].join('\n');
}
