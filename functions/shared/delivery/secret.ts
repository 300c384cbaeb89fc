import type { Secrets } from '../ports.ts';
import { DeliveryError } from './delivery-error.ts';

/** Names of errors of Parameter Store that pass by themselves. */
const PASSES = /Throttl|Timeout|TooManyRequests|InternalServerError|ServiceUnavailable/i;

/**
 * Reads what a service needs.
 * @param service its name in the errors. @param what the parameter should hold: "the webhook URL".
 * @throws DeliveryError that names the parameter and what it should hold.
 */
export async function readSecret(service: string, secrets: Secrets, parameter: string, what: string): Promise<string> {
  try {
    return await secrets.read(parameter);
  } catch (cause) {
    const { name } = cause as Error;
    if (PASSES.test(name))
      throw new DeliveryError(`${service}: the parameter ${parameter} cannot be read now (${name})`, 'retry', { cause });
    throw new DeliveryError(`${service}: ${missingSecret(secrets, parameter, what)}`, 'permanent-config', { cause });
  }
}

/** That a secret is missing, and what to do. @param what it holds: "the webhook URL". */
export function missingSecret({ howToGive }: Secrets, parameter: string, what: string): string {
  const how = howToGive?.(parameter);
  return how
    ? `${what} is missing: ${how}`
    : `the parameter ${parameter} cannot be read; create it as a SecureString that holds ${what}`;
}
