import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Outcome } from '../usage-error.ts';
import type { Row } from './finding.ts';
import { codeOf, reportOf } from './report.ts';

export interface DoctorPorts {
  /** Looks at this machine. */
  here?: ((config: MonitorConfig) => Promise<Row[]>) | undefined;
  /** Looks at the account in AWS. */
  aws?: ((config: MonitorConfig) => Promise<Row[]>) | undefined;
}

/** `doctor`: whether all that the monitor needs is there. Nothing is changed, and nothing is sent to people. */
export async function doctorCommand(config: MonitorConfig, { here, aws }: DoctorPorts): Promise<Outcome> {
  const rows = (await Promise.all([here?.(config) ?? [], aws?.(config) ?? []])).flat();
  return { text: reportOf(rows), code: codeOf(rows), json: { items: rows } };
}
