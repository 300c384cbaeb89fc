import { z } from 'zod';
import { CHANNELS } from '../observation.ts';
import { timezone } from './calendar.ts';
import { DEFAULTS } from './defaults.ts';
import { type Hours, WEEKDAYS } from './hours.ts';
import { SIGNAL_NAMES } from './signal-names.ts';

const time = (pattern: RegExp, example: string) => z.string().regex(pattern, `must be a time such as ${example}`);

const hoursSchema = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .default([...WEEKDAYS]),
    from: time(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '08:00').default(DEFAULTS.routes.from),
    to: time(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, '18:00, at most 24:00').default(DEFAULTS.routes.to),
    timezone: timezone.optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (from === to)
      context.addIssue({ code: 'custom', path: ['to'], message: 'is the time of from, so that the hours are none' });
  });

/** Who hears of what, and when; without routes all hear of all. */
export const routesSchema = z
  .array(
    z.strictObject({
      /** Nobody, said plainly, where it is empty. */
      to: z.array(z.enum(CHANNELS)),
      severities: z
        .array(z.enum(['page', 'warn']))
        .min(1)
        .default([...DEFAULTS.routes.severities]),
      signals: z
        .array(z.enum([...SIGNAL_NAMES.page, ...SIGNAL_NAMES.warn]))
        .min(1)
        .optional(),
      hours: hoursSchema.optional(),
      /** Only what nobody has acknowledged for so long. */
      afterMinutes: z.number().int().min(0).max(1440).default(DEFAULTS.routes.afterMinutes),
    }),
  )
  .min(1)
  .max(20);

type ParsedRoute = z.output<typeof routesSchema>[number];
/** A route whose hours have a time zone. */
export type Route = Omit<ParsedRoute, 'hours'> & { hours?: (Hours & { timezone: string }) | undefined };

/** Gives hours that name no time zone that of the configuration. */
export function withRouteZones<T extends { timezone: string; routes?: ParsedRoute[] | undefined }>(
  config: T,
): Omit<T, 'routes'> & { routes?: Route[] | undefined } {
  const routes = config.routes?.map(({ hours, ...route }) => ({
    ...route,
    ...(hours && { hours: { ...hours, timezone: hours.timezone ?? config.timezone } }),
  }));
  const { routes: _, ...rest } = config;
  return { ...rest, ...(routes && { routes }) };
}
