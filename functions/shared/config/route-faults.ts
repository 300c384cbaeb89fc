import { CHANNELS, type Channel } from '../observation.ts';
import { firstGap, type Hours, WEEKDAYS, wordsOfMinute } from './hours.ts';
import { SIGNAL_NAMES } from './signal-names.ts';
import type { Fault } from './text-faults.ts';

interface CheckedRoute {
  to: readonly Channel[];
  severities: readonly ('page' | 'warn')[];
  signals?: readonly string[] | undefined;
  hours?: (Hours & { timezone?: string | undefined }) | undefined;
  afterMinutes: number;
}

/** What the checks look at; each key of a channel is there where it is configured. */
export type WithRoutes = { timezone: string; email: string[]; smtp?: { to?: string[] | undefined } | undefined } & {
  [C in Exclude<Channel, 'email'>]?: object | undefined;
} & { routes?: CheckedRoute[] | undefined };

/** What is wrong with routes between them and the receivers: nobody to hear, a receiver that hears nothing, a page that goes to nobody. */
export function routeFaults(config: WithRoutes): Fault[] {
  const { routes } = config;
  if (!routes) return [];
  return [...unknownReceivers(routes, config), ...deafReceivers(routes, config), ...lostPages(routes, config.timezone)];
}

const isConfigured = (channel: Channel, config: WithRoutes): boolean =>
  channel === 'email' ? config.email.length > 0 || config.smtp?.to !== undefined : config[channel] !== undefined;

function unknownReceivers(routes: CheckedRoute[], config: WithRoutes): Fault[] {
  return routes.flatMap(({ to }, i) =>
    to.flatMap((channel, j) => {
      if (isConfigured(channel, config)) return [];
      return [{ path: ['routes', i, 'to', j], message: `${channel} is not configured; configure it, or take it out` }];
    }),
  );
}

function deafReceivers(routes: CheckedRoute[], config: WithRoutes): Fault[] {
  const named = new Set(routes.flatMap(({ to }) => to));
  return CHANNELS.filter((channel) => isConfigured(channel, config) && !named.has(channel)).map((channel) => ({
    path: ['routes'],
    message: `no route names ${channel}, so it would hear of nothing; name it in one, or take it out of the configuration`,
  }));
}

const ALWAYS: Hours = { days: WEEKDAYS, from: '00:00', to: '24:00' };

/** A page that no route takes at once; a route to nobody takes it plainly. Hours of different time zones do not complete each other. */
function lostPages(routes: CheckedRoute[], ofAll: string): Fault[] {
  const atOnce = routes.filter(({ severities, afterMinutes }) => severities.includes('page') && afterMinutes === 0);
  for (const signal of SIGNAL_NAMES.page) {
    const taking = atOnce.filter(({ signals }) => signals === undefined || signals.includes(signal));
    const zones = new Set([ofAll, ...taking.map(({ hours }) => hours?.timezone ?? ofAll)]);
    const gaps = [...zones].map((zone) => ({
      zone,
      gap: firstGap(
        taking.filter(({ hours }) => !hours || (hours.timezone ?? ofAll) === zone).map(({ hours }) => hours ?? ALWAYS),
      ),
    }));
    const [first] = gaps;
    if (!first || gaps.some(({ gap }) => gap === undefined)) continue;
    const when = taking.length === 0 ? 'at any time' : `on ${wordsOfMinute(first.gap ?? 0)} (${first.zone})`;
    const message = `nobody would be told of the page ${signal} ${when}; add a route, or say so plainly by one with to: []`;
    return [{ path: ['routes'], message }];
  }
  return [];
}
