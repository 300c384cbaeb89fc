import type { Item } from '../finding.ts';
import type { HerePorts } from './ports.ts';

/** AtlasML's own project at Sentry; what asks it is loaded where it is looked at. */
export const sentryProject: Item<HerePorts> = {
  name: 'Sentry project',
  look: async (ports) => (await import('../sentry/look.ts')).lookAtProject(ports),
};

export const sentryAlerts: Item<HerePorts> = {
  name: 'Sentry alerts',
  look: async (ports) => (await import('../sentry/look.ts')).lookAtAlerts(ports),
};
