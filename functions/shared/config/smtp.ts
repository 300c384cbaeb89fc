import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { distinct } from './distinct.ts';
import { parameterName } from './parameter-name.ts';
import { checkHost } from './urls.ts';

const host = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|[0-9a-f]*(?::[0-9a-f]*){2,7})$/,
    'must be the host of a mail server, such as smtp.example.org, without port',
  )
  .superRefine(checkHost);

/** How the connection is protected. Ports: RFC 8314 sections 3.3 and 7.3, and RFC 6409 section 3.1. */
export const SMTP_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

/** The mail server that one machine sends its e-mails through; in AWS it is not used. */
export const smtpSchema = z
  .strictObject({
    host,
    port: z.number().int().min(1).max(65_535).optional(),
    /** starttls and tls check the certificate; none is for a server that is not reached over a network of others. */
    security: z.enum(['starttls', 'tls', 'none']).default(DEFAULTS.smtp.security),
    user: z.string().min(1).max(320).optional(),
    passwordParameter: parameterName.optional(),
    from: z.email('must be an e-mail address'),
    to: z
      .array(z.email('must be an e-mail address'))
      .min(1)
      .max(20)
      .superRefine(distinct((address) => address.toLowerCase(), 'is the same address as'))
      .optional(),
  })
  .superRefine(({ user, passwordParameter, security }, context) => {
    if ((user === undefined) !== (passwordParameter === undefined))
      context.addIssue({ code: 'custom', message: 'user and passwordParameter go together' });
    if (user !== undefined && security === 'none')
      context.addIssue({ code: 'custom', path: ['security'], message: 'none would send the password in clear text' });
  });
