import { z } from 'zod';

/** What a parser of URLs drops without a word, and what no URL holds: blanks, line breaks, control characters, invisible marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\s\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]/u;

/** A whole URL of http or https, without what never belongs in a configuration. */
export const httpUrl = z.string().superRefine((text, context) => {
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  if (UNSEEN.test(text)) return wrong('holds a blank, a line break or another character that cannot be seen; write it without');
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text))
    return wrong('must be a whole URL that begins with https:// or http://');
  const { username, password, hash } = new URL(text);
  if (username !== '' || password !== '') wrong('must not carry a user name or password; use headers with a parameter');
  if (hash !== '') wrong(`has a part that is never sent (${hash}); write it without`);
});
