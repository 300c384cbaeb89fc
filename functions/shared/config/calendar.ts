import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { nameSchema } from './name.ts';
import { scheduleFault } from './schedule.ts';

/** An IANA name of a time zone. */
export const timezone = z.string().max(50).refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

/**
 * Planned windows in which nobody is told.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
export const maintenanceSchema = z.strictObject({
  name: nameSchema,
  schedule: z.string().superRefine((schedule, context) => {
    const message = scheduleFault(schedule);
    if (message) context.addIssue({ code: 'custom', message });
  }),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(15 * 24 * 60),
  timezone: timezone.optional(),
});

const D = DEFAULTS.digests;

/** The checklists that fill themselves in, and when they come. */
export const digestsSchema = z.strictObject({
  daily: z.boolean().default(D.daily),
  weekly: z.boolean().default(D.weekly),
  monthly: z.boolean().default(D.monthly),
  /** The hour of the day at which they come. */
  hour: z.number().int().min(0).max(23).default(D.hour),
  timezone: timezone.optional(),
  /** Of the configured channels those that get them. */
  to: z
    .array(z.enum(['email', 'slack', 'teams', 'ntfy', 'webhook']))
    .min(1)
    .default([...D.to]),
  rotateSecretsAfterDays: z.number().int().min(1).max(3650).default(D.rotateSecretsAfterDays),
});

interface Calendar {
  timezone: string;
  digests: z.output<typeof digestsSchema>;
  maintenance: z.output<typeof maintenanceSchema>[];
}

type InZone<W> = Omit<W, 'timezone'> & { timezone: string };

/** Gives the digests and the planned windows that name no time zone that of the configuration. */
export function withTimezone<T extends Calendar>(
  config: T,
): Omit<T, 'digests' | 'maintenance'> & {
  digests: InZone<Calendar['digests']>;
  maintenance: InZone<Calendar['maintenance'][number]>[];
} {
  const { digests, maintenance } = config;
  const inherit = <W extends { timezone?: string | undefined }>(of: W) => ({ ...of, timezone: of.timezone ?? config.timezone });
  return { ...config, digests: inherit(digests), maintenance: maintenance.map(inherit) };
}

/** A name, not a distance from UTC such as +01:00, which Intl takes and CloudWatch does not. */
function isTimeZone(text: string): boolean {
  try {
    return /^[A-Z]/i.test(text) && Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}
