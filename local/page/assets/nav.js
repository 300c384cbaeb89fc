/** @import { LiveNow } from '../port.ts' */
/** @import { OpenView } from './page.js' */

import { fill, h, one } from './dom.js';
import { addressOf, place } from './place.js';
import { openAlarms } from './view-alarms.js';
import { openChecklists } from './view-checklists.js';
import { openConfiguration } from './view-configuration.js';
import { openIncidents } from './view-incidents.js';
import { openLogs } from './view-logs.js';
import { openNow } from './view-now.js';

/** @type {Record<string, { title: string, open(root: HTMLElement, service: string, id: string): OpenView }>} */
export const VIEWS = {
  now: { title: 'Now', open: openNow },
  incidents: { title: 'Incidents', open: openIncidents },
  alarms: { title: 'Alarms', open: openAlarms },
  logs: { title: 'Logs', open: openLogs },
  checklists: { title: 'Checklists', open: openChecklists },
  configuration: { title: 'Configuration', open: openConfiguration },
};

/**
 * Shows where one can go, and the other services with how each stands.
 * @param {LiveNow[]} services @param {string} chosen
 */
export function showNav(services, chosen) {
  const nav = one('.nav');
  const { view } = place();
  const shown = JSON.stringify([location.hash, chosen, services.map(({ service, now }) => [service, now.verdict])]);
  if (nav.dataset.shown === shown) return;
  nav.dataset.shown = shown;
  const others = services.length < 2 ? [] : services.map((live) => serviceLink(live, live.service === chosen));
  fill(
    nav,
    ...others,
    ...Object.entries(VIEWS).map(([name, { title }]) =>
      h('a', { href: addressOf(name), 'aria-current': name === view ? 'page' : undefined }, title),
    ),
  );
}

/** @param {LiveNow} live @param {boolean} isChosen */
function serviceLink({ service, now }, isChosen) {
  const href = addressOf(place().view, '', { service });
  return h(
    'a',
    { href, class: 'service', 'data-verdict': now.verdict, 'aria-current': isChosen ? 'true' : undefined },
    h('span', { class: 'glyph', 'aria-hidden': 'true' }),
    service,
    h('span', { class: 'unseen' }, `, ${now.verdict}`),
  );
}
