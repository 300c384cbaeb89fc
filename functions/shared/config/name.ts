import { z } from 'zod';

/** A name that becomes part of the names of alarms, rules and metrics. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens, 1 to 31 characters, beginning with a letter');
