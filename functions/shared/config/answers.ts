import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { parameterName } from './parameter-name.ts';
import { httpUrl } from './urls.ts';

/** How people answer to a message: by links, and by buttons of Slack. */
export const answersSchema = z.strictObject({
  keyParameter: parameterName,
  slackSigningSecretParameter: parameterName.optional(),
  /** Where the page of one machine is reached by those who read the messages; in AWS a name of one's own before the function. */
  url: httpUrl
    .refine((url) => !URL.canParse(url) || new URL(url).search === '', 'must be an address without ?')
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  concurrency: z.number().int().min(0).max(100).default(DEFAULTS.answersConcurrency),
});
