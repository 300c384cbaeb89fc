import type { DeliveryError } from '../delivery/delivery-error.ts';
import { retryAfterMs } from '../delivery/retry-after.ts';
import { missingSecret, readSecret } from '../delivery/secret.ts';
import { endingWith } from '../http/ending-with.ts';
import { flatHeaders } from '../http/flat-headers.ts';
import { readStart, requestOnce } from '../http/http-client.ts';
import type { Clock, Secrets } from '../ports.ts';
import { refusalOf, type Scope, SentryError, type SentryProject } from './sentry-error.ts';

/** Each question ends within this time, the reading of the token included. */
const TIMEOUT_MS = 3_000;
/** A hundred issues, the most of one answer, are far less. */
const MOST_READ = 4_000_000;
/** A longer pause is not kept: Sentry's windows are of seconds. */
const LONGEST_PAUSE_MS = 3_600_000;

export interface SentryQuestion {
  path: string;
  /** In this order; a name may come again. */
  parameters?: readonly (readonly [name: string, value: string])[];
  scope: Scope;
  /** Ends it before its own time. */
  signal?: AbortSignal | undefined;
}

export interface SentryPage {
  entries: unknown[];
  /** Of the next page, where there is one. */
  cursor?: string;
}

/** Asks for a list. @throws SentryError in all cases but an answer that is one. */
export type AskSentry = (question: SentryQuestion) => Promise<SentryPage>;

/**
 * The API of one Sentry: `Authorization: Bearer`, JSON, pages by the header Link. It keeps the pauses that Sentry asks for. Sources:
 * https://docs.sentry.io/api/auth/, https://docs.sentry.io/api/pagination/, https://docs.sentry.io/api/ratelimits/
 */
export function sentryApi(
  project: SentryProject,
  { secrets, clock }: { secrets: Secrets; clock: Pick<Clock, 'now'> },
): AskSentry {
  let pauseUntilMs = 0;
  return async ({ path, parameters = [], scope, signal }) => {
    const leftMs = pauseUntilMs - clock.now();
    if (leftMs > 0) throw paused(leftMs);
    const timeUp = AbortSignal.timeout(TIMEOUT_MS);
    const over = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
    const answer = await endingWith(over, async () => {
      const token = await tokenOf(project, secrets);
      return { token, ...(await get(project.url, path, parameters, token, over)) };
    }).catch((error: unknown) => {
      throw error instanceof SentryError ? error : unanswered(error, timeUp.aborted || over.aborted);
    });
    const { status, headers, body, token } = answer;
    if (status === 429) {
      pauseUntilMs = clock.now() + Math.min(pauseMs(headers, clock.now()), LONGEST_PAUSE_MS);
      throw paused(pauseUntilMs - clock.now());
    }
    const refusal = refusalOf(status, project, scope, secrets);
    if (refusal) throw refusal;
    const cursor = nextCursor(headers.link ?? '');
    // A service that repeats what it was sent must not bring the token into a message.
    return { entries: entriesOf(body.replaceAll(token, '[redacted]')), ...(cursor !== undefined && { cursor }) };
  };
}

const paused = (ms: number) =>
  new SentryError(`Sentry answered HTTP 429: ask again in ${Math.max(1, Math.ceil(ms / 1000))} s`, {
    status: 429,
    passes: true,
  });

/** Where it names no time, its window is over after some seconds. */
const DEFAULT_PAUSE_MS = 10_000;

/** Retry-After by RFC 9110, else the end of the window as Sentry documents it: "UTC seconds from epoch". */
function pauseMs(headers: Record<string, string>, nowMs: number): number {
  const asked = retryAfterMs(headers['retry-after'] ?? '', nowMs);
  if (asked !== null) return asked;
  const reset = headers['x-sentry-rate-limit-reset'] ?? '';
  return /^\d{9,11}$/.test(reset) ? Math.max(0, Number(reset) * 1000 - nowMs) : DEFAULT_PAUSE_MS;
}

const WHAT = 'the token of an internal integration';

async function tokenOf({ tokenParameter }: SentryProject, secrets: Secrets): Promise<string> {
  const read = await readSecret('Sentry', secrets, tokenParameter, WHAT).catch((error: DeliveryError) => {
    throw new SentryError(error.message, { passes: error.fault === 'retry' });
  });
  const token = read.trim();
  // What no header can hold would be an error that repeats it.
  if (/^[\x21-\x7e]{8,}$/.test(token)) return token;
  throw new SentryError(`Sentry: ${missingSecret(secrets, tokenParameter, WHAT)}`, { passes: false });
}

async function get(
  url: string,
  path: string,
  parameters: readonly (readonly [string, string])[],
  token: string,
  signal: AbortSignal,
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const { origin } = new URL(url);
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const asked = { method: 'GET' as const, path: `/api/0/${path}${query && `?${query}`}`, headers, signal };
  return requestOnce(origin, {}, asked, async (response) => ({
    status: response.statusCode,
    headers: flatHeaders(response.headers),
    body: response.statusCode === 200 ? await readStart(response.body, MOST_READ) : '',
  }));
}

function unanswered(error: unknown, isTimeUp: boolean): SentryError {
  if (isTimeUp) return new SentryError(`Sentry did not answer within ${TIMEOUT_MS / 1000} s`, { passes: true });
  const { code } = error as { code?: unknown };
  return new SentryError(`Sentry cannot be reached (${typeof code === 'string' ? code : 'network error'})`, { passes: true });
}

function entriesOf(body: string): unknown[] {
  try {
    const value: unknown = JSON.parse(body);
    if (Array.isArray(value)) return value;
  } catch {
    // It is told below, whatever it is.
  }
  throw new SentryError('Sentry answered HTTP 200 with something else than a list: a proxy may answer in its place', {
    status: 200,
    passes: true,
  });
}

/** `<…>; rel="next"; results="true"; cursor="0:100:0"`: there is a next page only where it says that there are results. */
function nextCursor(link: string): string | undefined {
  const next = link.split(/,\s*(?=<)/).find((part) => /;\s*rel="next"/.test(part));
  return next && /;\s*results="true"/.test(next) ? /;\s*cursor="([^"]{1,200})"/.exec(next)?.[1] : undefined;
}
