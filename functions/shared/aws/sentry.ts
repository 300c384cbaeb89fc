import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { systemClock, withinTime } from '../clock.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { gatedLookup, refuseAddress } from '../http/gate.ts';
import { redactDeep } from '../text/redact-deep.ts';
import { logLine } from './console.ts';
import { parameterSecrets } from './secrets.ts';

export type CheckInStatus = 'ok' | 'error';
type SentryConfig = Pick<MonitorConfig, 'sentry' | 'slug'>;

/** Sentry may hold up a run by this much, no more, the reading of its parameter included; runtime.ts leaves time for it. */
const LONGEST_MS = 2_500;
const secrets = parameterSecrets(systemClock);

/** Sends an error. The SDK is loaded only now, because it would add more than 100 ms to every cold start. */
export async function captureError(error: unknown, config: SentryConfig, longestMs = LONGEST_MS): Promise<void> {
  if (!config.sentry) return;
  const { dsnParameter } = config.sentry;
  await harmlessly('not sent', longestMs, async () => {
    const dsn = await secrets.read(dsnParameter);
    const Sentry = await import('@sentry/aws-serverless');
    Sentry.init({
      dsn,
      environment: config.slug,
      defaultIntegrations: false,
      transportOptions: { httpModule: GATED },
      // What the SDK keeps for itself until it sends is of its classes, and does not leave.
      beforeSend: ({ sdkProcessingMetadata, ...event }) => ({
        ...redactDeep(event),
        ...(sdkProcessingMetadata && { sdkProcessingMetadata }),
      }),
    });
    Sentry.captureException(error);
    await Sentry.flush(longestMs);
  });
}

/**
 * Tells Sentry that a schedule ran, so that Sentry notices when it stops. Plain HTTP, which needs no SDK:
 * https://docs.sentry.io/product/monitors-and-alerts/monitors/crons/getting-started/http/
 */
export async function checkIn(slug: string, status: CheckInStatus, config: SentryConfig, longestMs = LONGEST_MS): Promise<void> {
  if (!config.sentry) return;
  const { dsnParameter } = config.sentry;
  await harmlessly('no check-in', longestMs, async (over) => {
    await post(checkInUrl(await secrets.read(dsnParameter), slug, status, config.slug), over);
  });
}

/** What the SDK sends by, which reaches no cloud metadata either. */
const GATED = {
  request(options: RequestOptions, answered?: (response: never) => void): ClientRequest {
    const { protocol, hostname } = options;
    refuseAddress(String(hostname));
    const gated = { ...options, lookup: gatedLookup() };
    return (protocol === 'http:' ? http : https).request(gated, answered as ((response: IncomingMessage) => void) | undefined);
  },
};

/** Posts nothing but the address, over a connection of its own; by Node alone, so that functions without messages need no other client. */
function post(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': '2' };
    const options = { ...urlToHttpOptions(new URL(url)), method: 'POST', headers, agent: false as const, signal };
    const request = GATED.request(options, (response: IncomingMessage) => {
      // Nobody reads what it says.
      response.destroy();
      resolve();
    });
    request.on('error', reject);
    request.end('{}');
  });
}

/** A Sentry that fails or hangs is said in the log, and changes nothing. */
async function harmlessly(what: string, longestMs: number, work: (over: AbortSignal) => Promise<void>): Promise<void> {
  try {
    await withinTime(longestMs, 'Sentry', work);
  } catch (failure) {
    console.error(logLine({ sentry: `${what}: ${(failure as Error).name}` }));
  }
}

/** `https://HOST/api/PROJECT/cron/SLUG/KEY/?status=…&environment=…` from a DSN, `https://KEY@HOST/PROJECT`. */
export function checkInUrl(dsn: string, slug: string, status: CheckInStatus, environment: string): string {
  const { protocol, host, username, pathname } = new URL(dsn);
  const query = new URLSearchParams({ status, environment });
  return `${protocol}//${host}/api${pathname}/cron/${slug}/${username}/?${query}`;
}
