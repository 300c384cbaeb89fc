import type { RequestConfig } from '../shared/config/asked-of-endpoint.ts';
import type { EndpointConfig } from '../shared/config/schema.ts';
import { unusableCharacter } from '../shared/http/header-rules.ts';
import type { Secrets } from '../shared/ports.ts';
import type { Fault } from './fault.ts';

/** WAF rules block requests without a User-Agent; ours says who asks. */
export const USER_AGENT = 'AtlasML-Monitor/0.1 (health check)';

/** What every probe sends; a configured header of the same name replaces it. An answer out of a cache is no health: RFC 9111, 5.2.1.4 */
const STANDARD = {
  'user-agent': USER_AGENT,
  accept: 'application/json',
  'accept-encoding': 'identity',
  'cache-control': 'no-cache',
  pragma: 'no-cache',
};

const contentType = ({ text }: RequestConfig) => (text === undefined ? 'application/json' : 'text/plain; charset=utf-8');

/** Headers by their names in lower case, with what was mended in them; or why they cannot be sent. */
export type Headers = { values: Record<string, string>; notes: string[] } | { fault: Fault };

/** Reads the secrets of the headers. A parameter that was stored with a line break at its end is meant without it. */
export async function requestHeaders(endpoint: Pick<EndpointConfig, 'headers' | 'request'>, secrets: Secrets): Promise<Headers> {
  const values: Record<string, string> = {
    ...STANDARD,
    ...(endpoint.request && { 'content-type': contentType(endpoint.request) }),
  };
  const notes: string[] = [];
  for (const [header, value] of Object.entries(endpoint.headers)) {
    const name = header.toLowerCase();
    if (typeof value === 'string') {
      values[name] = value;
      continue;
    }
    const { parameter } = value;
    let secret: string;
    try {
      secret = await secrets.read(parameter);
    } catch {
      const sentence = `The header ${header} needs the parameter ${parameter}, which could not be read; create it, or allow the function to read it.`;
      return { fault: { kind: 'secret-missing', sentence } };
    }
    const trimmed = secret.replace(/^[\r\n\t ]+/, '').replace(/[\r\n\t ]+$/, '');
    const wrong = trimmed === '' ? 'nothing' : unusableCharacter(trimmed);
    if (wrong !== undefined) {
      const sentence = `The header ${header} cannot be sent: the parameter ${parameter} holds ${wrong}. Store the value again, without it.`;
      return { fault: { kind: 'header-unusable', sentence: trimmed === '' ? sentence.replace(', without it', '') : sentence } };
    }
    if (/[\r\n]/.test(secret)) {
      notes.push(`the parameter ${parameter} is stored with a line break at its ends, which is left out`);
    }
    values[name] = trimmed;
  }
  return { values, notes };
}
