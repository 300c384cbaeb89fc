import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { parameterName } from './parameter-name.ts';
import { httpUrl } from './urls.ts';

const slug = (what: string) =>
  z.string().regex(/^[a-z0-9_-]{1,100}$/, `must be the slug of ${what}, as it stands in the addresses of Sentry, or its number`);

/** The token goes there, so that it is https, but to this machine itself. */
const sentryUrl = httpUrl.superRefine((text, context) => {
  if (!URL.canParse(text)) return;
  const { protocol, hostname, pathname, search } = new URL(text);
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  if (pathname !== '/' || search !== '') wrong('must end with the host, such as https://de.sentry.io');
  if (protocol !== 'https:' && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname))
    wrong('must begin with https://: the token would be sent in the clear');
});

/** The project that AtlasML itself reports to. */
export const sentryProjectSchema = z.strictObject({
  organization: slug('the organization'),
  project: slug('the project'),
  tokenParameter: parameterName,
  url: sentryUrl.default(DEFAULTS.sentryUrl),
});
