import type { Secrets } from '../../ports.ts';
import { readSecret } from '../secret.ts';

export { missingSecret } from '../secret.ts';

/** @throws DeliveryError that names the parameter and what it should hold. */
export function readSlackSecret(secrets: Secrets, parameter: string, what: string): Promise<string> {
  return readSecret('Slack', secrets, parameter, what);
}
