import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { KeptPast } from '../../local/capsule/take-capsule.ts';

export async function deployedIncidents({ slug }: Pick<MonitorConfig, 'slug'>): Promise<Incident[] | Error> {
  const { askForIncidents } = await import('../../functions/shared/aws/reporter-command.ts');
  return askForIncidents(`atlasml-${slug}-report-incident`).catch((error: Error) => error);
}

export function deployedPast(_config: MonitorConfig, _say: (text: string) => void): KeptPast {
  throw new Error('not yet');
}
