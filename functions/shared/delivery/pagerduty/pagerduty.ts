import type { MonitorConfig } from '../../config/schema.ts';
import { type PagerdutyEvent, renderPagerduty, renderPagerdutyPlain } from '../../message/pagerduty.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { down, type Judged, unknown, up } from '../asked-address.ts';
import { DeliveryError } from '../delivery-error.ts';
import { postTo } from '../post-to.ts';
import { missingSecret, readSecret } from '../secret.ts';
import { sendForms } from '../send-forms.ts';
import { classifyPagerduty } from './answer.ts';

const NAME = 'PagerDuty';
const WHAT = 'the integration key of an Events API v2 integration';
/** Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/, and for Europe https://support.pagerduty.com/main/docs/service-regions */
const ENQUEUE = { us: 'https://events.pagerduty.com/v2/enqueue', eu: 'https://events.eu.pagerduty.com/v2/enqueue' };

type PagerdutyConfig = Pick<MonitorConfig, 'service' | 'environment' | 'slug'> & {
  pagerduty: NonNullable<MonitorConfig['pagerduty']>;
};
interface Ports {
  secrets: Secrets;
  clock: Clock;
  /** @default the address of the region */
  enqueueUrl?: string;
}

/** PagerDuty: an incident is one alert, by one key, that is triggered, acknowledged and resolved. */
export function pagerdutyReceiver(
  { service, environment, slug, pagerduty: { routingKeyParameter: parameter, region } }: PagerdutyConfig,
  { secrets, clock, enqueueUrl = ENQUEUE[region] }: Ports,
): Receiver {
  return {
    name: 'pagerduty',
    async deliver(message, _thread, { signal } = {}) {
      const routingKey = await readSecret(NAME, secrets, parameter, WHAT);
      if (!isKey(routingKey)) throw new DeliveryError(`${NAME}: ${noKey(parameter)}`, 'permanent-config');
      const send = async (event: unknown) => {
        const answer = await enqueue(enqueueUrl, routingKey, event as PagerdutyEvent, signal);
        return classifyPagerduty(answer, parameter, clock.now());
      };
      const events = renderPagerduty(message, { source: `${service} ${environment}`, key: `atlasml-monitor/${slug}` });
      for (const event of events) {
        const plain = event.event_action === 'trigger' ? [renderPagerdutyPlain(event)] : [];
        await sendForms([event, ...plain], send, clock);
      }
    },
  };
}

/**
 * Asks whether the key is taken, by the end of an alert that there never was: PagerDuty drops it. Source: the page of ENQUEUE, "Event Action
 * Behavior" and "Alert De-Duplication".
 */
export async function askPagerduty(
  { slug, pagerduty: { routingKeyParameter: parameter, region } }: PagerdutyConfig,
  { secrets, clock, enqueueUrl = ENQUEUE[region] }: Ports,
): Promise<Judged> {
  const routingKey = await secrets.read(parameter).catch(() => undefined);
  if (routingKey === undefined) return down(NAME, missingSecret(secrets, parameter, WHAT));
  if (!isKey(routingKey)) return down(NAME, noKey(parameter));
  const event: PagerdutyEvent = { event_action: 'resolve', dedup_key: `atlasml-monitor/${slug}/verify-delivery` };
  try {
    const failure = classifyPagerduty(await enqueue(enqueueUrl, routingKey, event), parameter, clock.now());
    if (!failure) return up('PagerDuty takes events with this key.');
    return failure.fault === 'permanent-config' ? down(NAME, failure.message) : unknown(NAME, failure.message);
  } catch (error) {
    return unknown(NAME, (error as Error).message);
  }
}

function enqueue(url: string, routingKey: string, event: PagerdutyEvent, signal?: AbortSignal) {
  const body = JSON.stringify({ routing_key: routingKey, ...event });
  return postTo(NAME, url, { headers: { 'content-type': 'application/json; charset=utf-8' }, body, signal });
}

/** 32 characters, by the page of ENQUEUE. */
const isKey = (text: string) => /^[A-Za-z0-9]{32}$/.test(text);
const noKey = (parameter: string) =>
  `the parameter ${parameter} holds no integration key; store the 32 characters that an Events API v2 integration shows`;
