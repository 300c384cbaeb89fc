import { z } from 'zod';
import { hostFault } from './host-fault.ts';

/** What a parser of URLs drops without a word, and what no URL holds: blanks, line breaks, control characters, invisible marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\s\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]/u;

/** What every server should take (RFC 9110, 4.1), as it is sent. */
export const MOST_OF_A_URL = 8_000;

/** A whole URL of http or https, without what never belongs in a configuration. */
export const httpUrl = z.string().superRefine((text, context) => {
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  if (UNSEEN.test(text)) return wrong('holds a blank, a line break or another character that cannot be seen; write it without');
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text))
    return wrong('must be a whole URL that begins with https:// or http://');
  const { username, password, hash, hostname, href } = new URL(text);
  if (href.length > MOST_OF_A_URL)
    return wrong(`has ${href.length} characters, and many servers refuse more than ${MOST_OF_A_URL}; shorten it`);
  const fault = hostFault(hostname);
  if (fault) return wrong(fault);
  if (username !== '' || password !== '') wrong('must not carry a user name or password; use headers with a parameter');
  if (hash !== '') wrong(`has a part that is never sent (${hash}); write it without`);
});

/** Refuses a host that no DNS can know. */
export function checkHost(host: string, context: z.core.$RefinementCtx<string>): void {
  const message = hostFault(host);
  if (message) context.addIssue({ code: 'custom', message });
}
