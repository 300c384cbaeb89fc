import { readFileSync } from 'node:fs';
import { IncidentsError, type KnownIncident, knownIncidents } from '../../local/replay/known-incidents.ts';
import { mustBeReadable, UsageError } from '../usage-error.ts';

/** Reads what really was, in YAML or JSON. @returns in the order of time. @throws UsageError that says what is wrong with the file. */
export async function readIncidents(path: string): Promise<KnownIncident[]> {
  mustBeReadable(path);
  // All of JSON is YAML (yaml.org/spec/1.2.2, 1.2); it is loaded for this alone.
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is neither YAML nor JSON: ${(error as Error).message.split('\n')[0]}`);
  }
  try {
    return knownIncidents(value);
  } catch (error) {
    throw error instanceof IncidentsError ? new UsageError(`${path} ${error.message}`) : error;
  }
}
