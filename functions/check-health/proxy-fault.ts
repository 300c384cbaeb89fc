import type { AnsweredBy } from '../shared/observation.ts';
import type { Fault } from './fault.ts';

/** Cloudflare's own numbers for an origin that it does not reach, and for one that is too slow: developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors */
const NO_UPSTREAM = [502, 503, 520, 521, 523, 525, 526, 530];
const TOO_SLOW = [504, 522, 524];

/** What is known of an answer that AtlasML may not have written. */
interface Strange {
  status: number;
  by: AnsweredBy;
  /** " to POST" where another verb than GET was used. */
  asked: string;
  /** " and asks to come back in 30 s", where it does. */
  later: string;
  /** The body of an answer to HEAD is always empty, so that it tells nothing. */
  hasBody: boolean;
}

/** What a proxy in AtlasML's place says of AtlasML by its status; undefined for AtlasML's own answers and where it cannot be told. */
export function proxyFault({ status, by, asked, later, hasBody }: Strange): Fault | undefined {
  if (by.isAtlasML) return undefined;
  const who = `The proxy in front${by.proxy ? ` (${by.proxy})` : ''}`;
  const code = `HTTP ${status}${asked}`;
  // AtlasML itself answers 503 and 404, too: without a body the header alone can tell.
  const isOwnToo = status === 503 || status === 404;
  if (isOwnToo && !by.proxy && !hasBody) return undefined;
  if (NO_UPSTREAM.includes(status))
    return { kind: 'proxy-no-upstream', sentence: `${who} does not reach AtlasML: it answers ${code}${later}.` };
  if (TOO_SLOW.includes(status))
    return { kind: 'proxy-timeout', sentence: `${who} gets no answer from AtlasML in time: it answers ${code}${later}.` };
  if (status === 404) {
    return {
      kind: 'proxy-no-route',
      sentence: `${who} has no route to AtlasML: it answers ${code}. Check its rule for this host and path, and the URL.`,
    };
  }
  return undefined;
}
