import { isScheduled } from '../../../functions/shared/config/asked-of-endpoint.ts';
import type { EndpointConfig } from '../../../functions/shared/config/schema.ts';
import type { EndpointObservation } from '../../../functions/shared/observation.ts';
import { plural } from '../../../functions/shared/text/words.ts';
import { about, type Finding, type Found, fail, type Item, ok, skip } from '../finding.ts';
import type { HerePorts } from './ports.ts';

/** Faults of the set-up, which no look at AtlasML mends. */
const OURS = ['secret-missing', 'header-unusable', 'target-refused'];

/** Each endpoint with what was seen of it; one that is sent a request is not asked, for that may cost something. */
async function each(
  { config, health }: HerePorts,
  judge: (seen: EndpointObservation, endpoint: EndpointConfig) => Finding | undefined,
): Promise<Found[]> {
  const { endpoints } = await health();
  return config.endpoints.flatMap((endpoint) => {
    const seen = endpoints.find((one) => one.endpoint === endpoint.name);
    if (!seen || !isScheduled(endpoint))
      return [
        about(
          endpoint.name,
          skip(`it is not asked here, for a request may cost something: npx atlasml-monitor check health asks it`),
        ),
      ];
    const finding = judge(seen, endpoint);
    return finding ? [about(endpoint.name, finding)] : [];
  });
}

export const endpoint: Item<HerePorts> = {
  name: 'endpoint',
  look: (ports) =>
    each(ports, ({ verdict, sentence, fault = '' }) => {
      if (verdict === 'up' || verdict === 'absent') return ok(sentence);
      if (verdict === 'down') return fail(sentence, 'docs/runbook.md, section "endpoint-down"');
      return OURS.includes(fault) ? fail(sentence, 'fix the configuration, or give the secret') : skip(sentence);
    }),
};

/** AtlasML redirects to the same path with a slash at its end, and the redirect may lead to http (its source, routers/health.py). */
export const slash: Item<HerePorts> = {
  name: 'slash',
  look: (ports) =>
    each(ports, ({ fault, sentence, httpStatus }, { url }) => {
      if (fault === 'redirect') return fail(sentence, 'write the URL that the answer names into endpoints');
      if (httpStatus === undefined) return skip(`${url} gave no answer that could be a redirect`);
      return ok(`HTTP ${httpStatus}, no redirect`);
    }),
};

export const certificate: Item<HerePorts> = {
  name: 'certificate',
  look: (ports) =>
    each(ports, ({ fault = '', sentence, certificateDaysLeft: days }, { url }) => {
      const { protocol, hostname } = new URL(url);
      if (protocol === 'http:') return skip('the URL begins with http://, so there is none');
      const least = ports.config.thresholds.certificateDaysLeft;
      if (fault.startsWith('tls-')) return fail(sentence, 'renew the certificate, or fix the chain that the server sends');
      if (days === undefined) return skip(`${hostname} showed none: ${sentence}`);
      const fact = `${plural(Math.floor(days), 'day')} left, for ${hostname}`;
      return days < least ? fail(fact, `renew it; the alarm begins below ${plural(least, 'day')}`) : ok(fact);
    }),
};
