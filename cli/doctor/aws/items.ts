import type { Item } from '../finding.ts';
import { alarms, schedules, selfAlarms } from './alarms.ts';
import { answers } from './answers.ts';
import { atlasmlSentry, logClock, logFormat, logGroup, memorySource, queries } from './log.ts';
import type { AwsPorts } from './ports.ts';
import { changes, heartbeat, parameters, services, subscriptions } from './receivers.ts';
import { sentryAlerts, sentryProject } from './sentry.ts';

/** What is looked at in the account, in the order of the list. */
export const AWS: readonly Item<AwsPorts>[] = [
  alarms,
  selfAlarms,
  schedules,
  changes,
  subscriptions,
  parameters,
  ...services,
  answers,
  heartbeat,
  logGroup,
  logFormat,
  logClock,
  queries,
  atlasmlSentry,
  sentryProject,
  sentryAlerts,
  memorySource,
];
