import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { type Row, rowsOf } from './finding.ts';
import { HERE } from './here/items.ts';
import { type HereAsked, openHere } from './here/real.ts';

export async function lookHere(asked: HereAsked, config: MonitorConfig, environment: NodeJS.ProcessEnv): Promise<Row[]> {
  const ports = openHere(asked, config, environment);
  try {
    return await rowsOf(HERE, ports, 'here');
  } finally {
    await ports.close();
  }
}
