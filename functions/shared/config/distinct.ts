import type { z } from 'zod';

/**
 * A rule for a list of texts: no two of them mean the same.
 * @param key what two of them must not share.
 * @param words what is wrong, before the path of the first one.
 */
export function distinct(key: (text: string) => string, words: string) {
  return (texts: string[], context: z.RefinementCtx): void => {
    const seen = new Map<string, number>();
    texts.forEach((text, i) => {
      const first = seen.get(key(text));
      if (first === undefined) seen.set(key(text), i);
      else
        context.addIssue({ code: 'custom', path: [i], message: `${words} [${first}], ${texts[first]}; take one of the two out` });
    });
  };
}
