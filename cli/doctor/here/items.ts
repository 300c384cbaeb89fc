import type { Item } from '../finding.ts';
import { answers } from './answers.ts';
import { docker, dockerHealth, logDriver, memorySource, rotation } from './container.ts';
import { certificate, endpoint, slash } from './endpoints.ts';
import { atlasmlSentry, logClock, logFormat, queries } from './log.ts';
import type { HerePorts } from './ports.ts';
import { heartbeat, mail, receivers, services } from './receivers.ts';
import { sentryAlerts, sentryProject } from './sentry.ts';
import { schedules } from './watch.ts';

/** What is looked at on this machine, in the order of the list. */
export const HERE: readonly Item<HerePorts>[] = [
  endpoint,
  slash,
  certificate,
  docker,
  dockerHealth,
  logDriver,
  rotation,
  logFormat,
  logClock,
  atlasmlSentry,
  sentryProject,
  sentryAlerts,
  memorySource,
  receivers,
  ...services,
  mail,
  answers,
  heartbeat,
  schedules,
  queries,
];
