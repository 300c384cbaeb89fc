import { z } from 'zod';

/** A name that becomes part of the names of alarms, rules and metrics. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens, 1 to 31 characters, beginning with a letter');

/** The name of a secret. */
export const parameterName = z
  .string()
  .regex(
    /^\/[\w.\-/]{1,1000}$/,
    'must be the name of an SSM parameter, beginning with a slash; the secret itself never stands here',
  );
