import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { parameterName } from './parameter-name.ts';
import { checkHost } from './urls.ts';

/** A host as a URL has it, without its port. */
export const hostName = z
  .string()
  .regex(
    /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/,
    'must be a host in lower case, such as chat.example.org, without https:// and port',
  )
  .superRefine(checkHost);

/** A workflow of Microsoft Teams that posts what its webhook gets. */
export const teamsSchema = z.strictObject({
  webhookParameter: parameterName,
  /** Where a workflow may be besides Microsoft's own hosts. */
  webhookHosts: z
    .array(hostName)
    .max(10)
    .default([...DEFAULTS.webhookHosts]),
});

/** An integration of PagerDuty's Events API v2. */
export const pagerdutySchema = z.strictObject({
  routingKeyParameter: parameterName,
  region: z.enum(['us', 'eu']).default(DEFAULTS.pagerdutyRegion),
});

/** A topic of ntfy. Who knows its name reads along, so the name is a secret, too. */
export const ntfySchema = z.strictObject({
  topicParameter: parameterName,
  tokenParameter: parameterName.optional(),
});

/** Any service that takes our documented JSON. */
export const webhookSchema = z.strictObject({
  urlParameter: parameterName,
  secretParameter: parameterName,
});
