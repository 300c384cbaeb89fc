import { unseenIn } from '../text/sound.ts';

/** Something wrong at a path of the configuration. */
export interface Fault {
  path: PropertyKey[];
  message: string;
}

/** A user name before an @ in whatever begins like a URL. Source: RFC 3986, section 3.2.1. */
const USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i;

/**
 * What no text of a configuration may hold, wherever it stands, the names of keys included: characters that nobody sees, which
 * end up in names, headers and mails, and a user name or password in a URL. What an endpoint is sent may hold both.
 */
export function textFaults(value: unknown, path: PropertyKey[] = []): Fault[] {
  if (typeof value === 'string') {
    const unseen = unseenIn(value);
    if (unseen) return [{ path, message: `holds ${unseen}, which nobody sees: remove it` }];
    if (!USER_INFO.test(value)) return [];
    const instead = path[0] === 'endpoints' ? '; use headers with a parameter' : '; leave them out';
    return [{ path, message: `must not carry a user name or password${instead}` }];
  }
  if (typeof value !== 'object' || value === null || (path[0] === 'endpoints' && path[2] === 'request')) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const unseen = unseenIn(key);
    if (unseen)
      return [{ path: [...path, JSON.stringify(key)], message: `its name holds ${unseen}, which nobody sees: remove it` }];
    return textFaults(inner, at);
  });
}
