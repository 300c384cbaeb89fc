import { Readable } from 'node:stream';
import { endingWith } from '../../http/ending-with.ts';
import { flatHeaders } from '../../http/flat-headers.ts';
import { requestOnce } from '../../http/http-client.ts';
import { DeliveryError } from '../delivery-error.ts';

/** Every request to Slack ends within this time. */
const TIMEOUT_SECONDS = 5;

export interface SlackResponse {
  status: number;
  /** The header Retry-After, empty when there is none. */
  retryAfter: string;
  body: string;
}

export interface SlackRequest {
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** Ends the request before its own time. */
  signal?: AbortSignal | undefined;
}

/**
 * One POST to Slack. No redirect is followed.
 * @throws DeliveryError when no answer came: ambiguous once the message was on its way.
 */
export async function postToSlack(url: string, request: SlackRequest): Promise<SlackResponse> {
  const { origin, pathname, search } = new URL(url);
  const timeUp = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const bytes = Buffer.from(request.body);
  let left = false;
  const signal = request.signal ? AbortSignal.any([request.signal, timeUp]) : timeUp;
  // The client asks for the content when the connection stands: only then can anything arrive.
  const content = Readable.from(
    (function* () {
      left = true;
      yield bytes;
    })(),
    { objectMode: false },
  );
  try {
    return await endingWith(signal, () =>
      requestOnce(
        origin,
        {},
        {
          method: 'POST',
          path: pathname + search,
          headers: { ...request.headers, 'content-length': String(bytes.byteLength) },
          body: content,
          signal,
        },
        async ({ statusCode, headers, body }) => ({
          status: statusCode,
          retryAfter: flatHeaders(headers)['retry-after'] ?? '',
          body: await body.text(),
        }),
      ),
    );
  } catch (error) {
    // Neither the message nor the cause is kept: they may hold the URL or the token.
    const why = whyUnanswered(error, request.signal?.aborted ?? false, timeUp.aborted);
    throw new DeliveryError(why, 'retry', { ambiguous: left });
  }
}

function whyUnanswered(error: unknown, isRunOver: boolean, isTimeUp: boolean): string {
  if (isRunOver) return 'Slack did not answer before the time of this run was over';
  if (isTimeUp) return `Slack did not answer within ${TIMEOUT_SECONDS} s`;
  const { code } = error as { code?: unknown };
  return `Slack cannot be reached (${typeof code === 'string' ? code : 'network error'})`;
}

/** Slack's own errors may come after it took the message; 503 comes instead. Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
export function mayHaveArrived(status: number): boolean {
  return status >= 500 && status !== 503;
}
