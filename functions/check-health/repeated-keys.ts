/** The tokens of JSON that matter here: strings, and what opens, closes and parts. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * A key that stands twice in one object: readers take the first, the last or both, so that it says nothing. RFC 8259, 4
 * @param json what JSON.parse takes. @returns the first such key, or undefined.
 */
export function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let text: string | undefined;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && text !== undefined) {
      const keys = open.at(-1);
      const key = JSON.parse(text) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    text = token.startsWith('"') ? token : undefined;
  }
  return undefined;
}
