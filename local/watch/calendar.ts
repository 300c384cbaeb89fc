import { Cron } from 'croner';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, WindowSource } from '../../functions/shared/ports.ts';

/** When something comes, in a time zone. */
export interface Schedule {
  /** The first time after a moment, epoch ms; undefined when it never comes again. */
  after(ms: number): number | undefined;
}

/**
 * A schedule of five cron fields, or of one time such as 2026-12-24T18:00. A fixed time that a change of the clock leaves out comes
 * when the clock has changed, and one that it doubles comes once.
 * @throws when the fields mean nothing, such as a minute 61.
 */
export function scheduleOf(expression: string, timezone: string): Schedule {
  const cron = new Cron(expression, { timezone, paused: true });
  return { after: (ms) => cron.nextRun(new Date(ms))?.getTime() };
}

/** Something that happens whatever the clock on the wall says. */
export function every(periodMs: number): Schedule {
  return { after: (ms) => ms + periodMs };
}

/** Planned windows, as CloudWatch's mute rules keep them in AWS. */
export function plannedWindows(maintenance: MonitorConfig['maintenance'], clock: Pick<Clock, 'now'>): WindowSource {
  const windows = maintenance.map(({ name, schedule, minutes, timezone }) => ({
    name,
    lengthMs: minutes * 60_000,
    schedule: scheduleOf(schedule, timezone),
  }));
  return {
    async open() {
      const nowMs = clock.now();
      return windows.find(({ schedule, lengthMs }) => (schedule.after(nowMs - lengthMs) ?? Number.POSITIVE_INFINITY) <= nowMs)
        ?.name;
    },
  };
}
