import { z } from 'zod';
import { distinct } from './distinct.ts';
import { sizeSchema } from './metric-source.ts';

/** What Docker takes as a name of a container: `[a-zA-Z0-9][a-zA-Z0-9_.-]+` (moby, daemon/names). */
const containerName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9][\w.-]+$/, 'must be the name of a container, as `docker ps` shows it, without a slash');

/** Which containers the monitor on one machine asks Docker for; in AWS it is not used. */
export const dockerSchema = z.strictObject({
  container: containerName,
  also: z
    .array(containerName)
    .max(10)
    .superRefine(distinct((name) => name, 'is the same container as'))
    .default([]),
  memoryLimit: sizeSchema.optional(),
});
