import { z } from 'zod';

/** Amazon SES, by which a deployed monitor sends its e-mails; one machine does not use it. */
export const sesSchema = z.strictObject({
  from: z.email('must be an e-mail address'),
  /** The verified identity in the region of the stack: a domain, or an address. */
  identity: z
    .string()
    .regex(/^(?:[^\s@/*]{1,64}@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, 'must be a domain or an e-mail address')
    .optional(),
});
