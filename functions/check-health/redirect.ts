import { isIP } from 'node:net';
import { refusal } from '../shared/http/addresses.ts';

/** What an answer that points elsewhere means, and what to write. None is followed: headers with secrets stay where they were meant for. */
export function redirectSentence(status: number, location: string | undefined, url: string): string {
  if (!location || !URL.canParse(location, url))
    return `HTTP ${status}: a redirect without a usable Location; write the final URL.`;
  const from = new URL(url);
  const to = new URL(location, url);
  if (to.protocol !== 'http:' && to.protocol !== 'https:')
    return `HTTP ${status}: a redirect to something that is no web address (${to.protocol}). It is not followed. Check the server: somebody may have changed it.`;
  const where = `${to.origin}${to.pathname}`;
  const host = to.hostname.replace(/^\[|\]$/g, '');
  const never = isIP(host) ? refusal(host, true) : undefined;
  if (never)
    return `HTTP ${status}: redirected to ${where}, which is ${never.what} and is not followed; nothing may be read there. Check the server: somebody may have changed it.`;
  if (from.hostname !== to.hostname)
    return `HTTP ${status}: redirected to another host, ${where}. It is not followed; write that URL if it is meant.`;
  const slash = to.pathname === `${from.pathname}/`;
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    const fixed = `${from.origin}${to.pathname}`;
    return `HTTP ${status}: the redirect from https to http is refused. Write ${fixed} (${slash ? 'with the slash at the end' : 'the new path'}), and let uvicorn trust the proxy's headers (--proxy-headers).`;
  }
  return `HTTP ${status}: redirected to ${where}, which is not followed. Write ${where} in the configuration${slash ? ' (the slash at the end is missing)' : ''}.`;
}
