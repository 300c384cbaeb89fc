import { channelsOf } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { decide, type ReplayListener } from '../../local/replay/decide.ts';
import { isAtNight, pagesOf, type ReplayedIncident, replayedIncidents } from '../../local/replay/incidents.ts';
import type { Moment } from '../../local/replay/moment.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { plannedWindows } from '../../local/watch/calendar.ts';

/** What one configuration makes of a past. */
export interface Replayed {
  incidents: ReplayedIncident[];
  /** Messages that are no incident's. */
  others: ToldMessage[];
  /** Parts of the monitor that failed, a sentence each. */
  failures: string[];
  pages: number;
  pagesAtNight: number;
}

/**
 * Decides on a past by a configuration, with a receiver for each channel it has.
 * @param reported gets each run of the reporter. @param changed each change of an alarm, with its time, epoch ms.
 */
export async function replayed(
  scanned: Scanned,
  config: MonitorConfig,
  reported?: (moment: Moment) => void,
  changed?: ReplayListener['changed'],
): Promise<Replayed> {
  const told: ToldMessage[] = [];
  const failures: string[] = [];
  const channels = channelsOf(config);
  const { maintenance, timezone } = config;
  const found = await decide(
    scanned,
    config,
    {
      told: (message) => told.push(message),
      ...(reported && { reported }),
      ...(changed && { changed }),
      failed: (what, error, atMs) => failures.push(`${new Date(atMs).toISOString()} ${what}: ${error.message}`),
    },
    {
      ...(channels.length > 0 && { receivers: channels }),
      ...(maintenance.length > 0 && { windows: (clock) => plannedWindows(maintenance, clock) }),
    },
  );
  const incidents = replayedIncidents(found, told);
  const pages = incidents.flatMap(pagesOf);
  return {
    incidents,
    others: told.filter((m) => m.incident === undefined),
    failures,
    pages: pages.length,
    pagesAtNight: pages.filter((atMs) => isAtNight(atMs, timezone)).length,
  };
}
