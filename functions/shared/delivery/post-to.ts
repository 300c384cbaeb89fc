import { Readable } from 'node:stream';
import { endingWith } from '../http/ending-with.ts';
import { flatHeaders } from '../http/flat-headers.ts';
import { readStart, requestOnce } from '../http/http-client.ts';
import { DeliveryError } from './delivery-error.ts';

/** Every request to a service ends within this time. */
const TIMEOUT_SECONDS = 5;
/** Slack gives a message back, with all its blocks; no answer is longer. */
const MOST_READ = 1_000_000;

export interface ServiceAnswer {
  status: number;
  /** The header Retry-After, empty when there is none. */
  retryAfter: string;
  /** Its beginning. */
  body: string;
}

export interface ServiceRequest {
  method?: 'POST' | 'GET' | 'HEAD';
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends the request before its own time. */
  signal?: AbortSignal | undefined;
}

/**
 * One request to a service that messages go through. No redirect is followed.
 * @param service its name in the errors, "PagerDuty".
 * @throws DeliveryError when no answer came: ambiguous once a message was on its way. Its text holds nothing of the URL.
 */
export async function postTo(service: string, url: string, request: ServiceRequest): Promise<ServiceAnswer> {
  const { method = 'POST', headers, body } = request;
  const { origin, pathname, search } = new URL(url);
  const timeUp = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const signal = request.signal ? AbortSignal.any([request.signal, timeUp]) : timeUp;
  const bytes = body === undefined ? undefined : Buffer.from(body);
  let left = false;
  // The client asks for the content when the connection stands: only then can anything arrive.
  const content = bytes && onceAsked(bytes, () => (left = true));
  const length = bytes ? { 'content-length': String(bytes.byteLength) } : {};
  const options = {
    method,
    path: pathname + search,
    headers: { ...headers, ...length },
    ...(content && { body: content }),
    signal,
  };
  try {
    return await endingWith(signal, () =>
      requestOnce(origin, {}, options, async ({ statusCode, headers: answered, body: answer }) => ({
        status: statusCode,
        retryAfter: flatHeaders(answered)['retry-after'] ?? '',
        body: await readStart(answer, MOST_READ),
      })),
    );
  } catch (error) {
    // Neither the message nor the cause is kept: they may hold the URL or a token.
    const why = whyUnanswered(error, request.signal?.aborted ?? false, timeUp.aborted);
    throw new DeliveryError(`${service} ${why}`, 'retry', { ambiguous: left });
  }
}

function onceAsked(bytes: Buffer, asked: () => void): Readable {
  return Readable.from(
    (function* () {
      asked();
      yield bytes;
    })(),
    { objectMode: false },
  );
}

function whyUnanswered(error: unknown, isRunOver: boolean, isTimeUp: boolean): string {
  if (isRunOver) return 'did not answer before the time of this run was over';
  if (isTimeUp) return `did not answer within ${TIMEOUT_SECONDS} s`;
  const { code } = error as { code?: unknown };
  return `cannot be reached (${typeof code === 'string' ? code : 'network error'})`;
}

/** A service that failed may have taken the message before; 503 says that it did not. Source: RFC 9110 section 15.6.4. */
export function mayHaveArrived(status: number): boolean {
  return status >= 500 && status !== 503;
}
