import type { Secrets } from '../../functions/shared/ports.ts';
import { type Finding, fail } from './finding.ts';

/** What is wrong with the URL of an outside watcher, which nobody shows; undefined where nothing is. */
export async function beatSecret(parameter: string, secrets: Secrets): Promise<Finding | undefined> {
  const how = secrets.howToGive?.(parameter) ?? `store it as a SecureString in the parameter ${parameter}`;
  const value = await secrets.read(parameter).catch(() => undefined);
  if (value === undefined) return fail('its URL cannot be read', how);
  return URL.canParse(value) && /^https?:/.test(value) ? undefined : fail(`the parameter ${parameter} holds no URL`, how);
}
