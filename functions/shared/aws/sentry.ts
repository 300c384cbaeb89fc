import { systemClock } from '../clock.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { postJson } from '../http/post-json.ts';
import { redact } from '../text/redact.ts';
import { soundTexts } from '../text/sound.ts';
import { parameterSecrets } from './secrets.ts';

export type CheckInStatus = 'ok' | 'error';
type SentryConfig = Pick<MonitorConfig, 'sentry' | 'environment'>;

/** The flush may hold up a run by this much, no more. */
const FLUSH_MS = 2_000;
const secrets = parameterSecrets(systemClock);

/** Sends an error. The SDK is loaded only now, because it would add more than 100 ms to every cold start. */
export async function captureError(error: unknown, config: SentryConfig): Promise<void> {
  if (!config.sentry) return;
  try {
    const dsn = await secrets.read(config.sentry.dsnParameter);
    const Sentry = await import('@sentry/aws-serverless');
    Sentry.init({
      dsn,
      environment: config.environment,
      defaultIntegrations: false,
      // Through JSON first: what the SDK hangs on an event may lead back to itself.
      beforeSend: (event) => JSON.parse(redact(JSON.stringify(soundTexts(JSON.parse(JSON.stringify(event)))))),
    });
    Sentry.captureException(error);
    await Sentry.flush(FLUSH_MS);
  } catch (failure) {
    console.error(JSON.stringify({ sentry: `not sent: ${(failure as Error).name}` }));
  }
}

/**
 * Tells Sentry that a schedule ran, so that Sentry notices when it stops. Plain HTTP, which needs no SDK:
 * https://docs.sentry.io/product/monitors-and-alerts/monitors/crons/getting-started/http/
 */
export async function checkIn(slug: string, status: CheckInStatus, config: SentryConfig): Promise<void> {
  if (!config.sentry) return;
  try {
    const url = checkInUrl(await secrets.read(config.sentry.dsnParameter), slug, status, config.environment);
    await postJson(url, {});
  } catch (failure) {
    console.error(JSON.stringify({ sentry: `no check-in: ${(failure as Error).name}` }));
  }
}

/** `https://HOST/api/PROJECT/cron/SLUG/KEY/?status=…&environment=…` from a DSN, `https://KEY@HOST/PROJECT`. */
export function checkInUrl(dsn: string, slug: string, status: CheckInStatus, environment: string): string {
  const { protocol, host, username, pathname } = new URL(dsn);
  const query = new URLSearchParams({ status, environment });
  return `${protocol}//${host}/api${pathname}/cron/${slug}/${username}/?${query}`;
}
