import type { Outcome } from '../usage-error.ts';
import type { Row } from './finding.ts';
import { codeOf, reportOf } from './report.ts';

/** `doctor`: whether all that the monitor needs is there. Nothing is changed, and nothing is sent to people. */
export async function doctorCommand(looks: readonly Promise<Row[]>[]): Promise<Outcome> {
  const rows = (await Promise.all(looks)).flat();
  return { text: reportOf(rows), code: codeOf(rows), json: { items: rows } };
}
