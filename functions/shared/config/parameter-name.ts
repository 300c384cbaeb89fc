import { z } from 'zod';

/** The name of a secret, never the secret. */
export const parameterName = z
  .string()
  .regex(
    /^\/[\w.\-/]{1,1000}$/,
    'must be the name of an SSM parameter, beginning with a slash; the secret itself never stands here',
  );
