import { watchRecording } from '../../../bench/truth/watched.ts';
import { keptLog } from '../../../cli/incident/export.ts';
import { allIncidents } from '../../../functions/report-incident/command.ts';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { Capsule } from '../../../local/capsule/format.ts';
import { takeCapsule } from '../../../local/capsule/take-capsule.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { storedPast } from '../../../local/view/kept-past.ts';
import { storedAlarms } from '../../../local/view/stored-view.ts';
import { recorded } from '../../support/corpus.ts';

/** What is done beside it while the store is there; `data` as `--data` takes it. */
export type Beside = (data: string, config: MonitorConfig, nowMs: number) => Promise<void>;

/** A capsule of what `watch` kept of a recording, made at its end, with what was told meanwhile. */
export async function watchedCapsule(
  name: string,
  beside?: Beside,
): Promise<{ capsule: Capsule; messages: ToldMessage[]; incidents: Incident[]; untilMs: number }> {
  const events = recorded(name);
  const untilMs = events.at(-1)?.timestamp ?? 0;
  let capsule: Capsule | undefined;
  let incidents: Incident[] = [];
  const { messages, failures } = await watchRecording({ events, series: undefined }, untilMs, async (store, config, data) => {
    incidents = await allIncidents(store.state);
    const [incident] = incidents;
    if (!incident) throw new Error('the recording has no incident');
    const past = storedPast(config, store, async () => storedAlarms(config, store, () => untilMs));
    const log = keptLog(store);
    const sources = { past, log, origin: 'one machine', isWholeLog: false } as const;
    capsule = await takeCapsule(incident, incidents, sources, { nowMs: untilMs, monitor: '0.1.0' });
    await beside?.(data, config, untilMs);
  });
  if (failures.length > 0 || !capsule) throw new Error(`watch failed: ${failures.join('; ')}`);
  return { capsule, messages, incidents, untilMs };
}
