import type { Item } from '../finding.ts';
import { lookAtAlerts, lookAtProject } from '../sentry/look.ts';
import type { AwsPorts } from './ports.ts';
import { mustBeReadable } from './receivers.ts';

/** AtlasML's own project at Sentry, by the token that the functions use. */
export const sentryProject: Item<AwsPorts> = {
  name: 'Sentry project',
  look: (ports) => withToken(ports, lookAtProject),
};

export const sentryAlerts: Item<AwsPorts> = {
  name: 'Sentry alerts',
  look: (ports) => withToken(ports, lookAtAlerts),
};

async function withToken(ports: AwsPorts, look: typeof lookAtProject) {
  const { sentryProject: project } = ports.config;
  if (project) await mustBeReadable(ports, project.tokenParameter);
  return look(ports);
}
