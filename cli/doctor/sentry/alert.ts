/** An alert of a project at Sentry, whichever of its forms it has. */
export interface SentryAlert {
  name: string;
  isOn: boolean;
  /** It tells of more than so many events within so many minutes; absent for one that counts no events. */
  over?: { events: number; minutes: number } | undefined;
  /** True where it asks for something more, so that it may say nothing of as many events. */
  isNarrowed: boolean;
  /** The one environment that it looks at. */
  environment?: string;
  /** Whom it tells: `email`, `slack` and others, by Sentry's names. */
  tells: string[];
}

const UNITS: Record<string, number> = { m: 1, min: 1, h: 60, hr: 60, d: 1_440, w: 10_080 };

/** "5m", "5min", "1h", "1hr" as Sentry writes intervals; undefined for none. */
export function minutesOf(interval: unknown): number | undefined {
  const [, number, unit = ''] = /^(\d{1,4})([a-z]{1,3})$/.exec(typeof interval === 'string' ? interval : '') ?? [];
  const minutes = UNITS[unit];
  return number === undefined || minutes === undefined ? undefined : Number(number) * minutes;
}

export const objects = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((v) => typeof v === 'object' && v !== null && !Array.isArray(v)) : [];

/** What counts events, out of its two figures. */
export function overOf(events: unknown, minutes: number | undefined): { over?: SentryAlert['over'] } {
  const number = Number(events);
  return minutes !== undefined && Number.isFinite(number) ? { over: { events: number, minutes } } : {};
}
