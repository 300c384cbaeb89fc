import { randomUUID } from 'node:crypto';
import type { Offer } from '../../functions/report-incident/tell/offered.ts';
import { offeredFor, readAnswerKeys } from '../../functions/shared/answers/offer.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Secrets } from '../../functions/shared/ports.ts';

/** Offers answers that the page of this machine takes, at an address that those who read messages reach. */
export function machineOffer(
  service: string,
  url: string,
  {
    keyParameter,
    slackSigningSecretParameter,
  }: Pick<NonNullable<MonitorConfig['answers']>, 'keyParameter' | 'slackSigningSecretParameter'>,
  secrets: Pick<Secrets, 'read'>,
): Offer {
  return (incident, receiver, nowMs) =>
    offeredFor(incident, receiver, nowMs, {
      service,
      url,
      keys: () => readAnswerKeys(secrets.read, keyParameter),
      hasSlackButtons: slackSigningSecretParameter !== undefined,
      newNonce: randomUUID,
    });
}
