import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { MonitorView } from '../view/monitor-view.ts';
import { readStatus } from '../view/read-status.ts';
import { storedView } from '../view/stored-view.ts';
import { KeptMarks } from './kept-marks.ts';
import { nowOf } from './now.ts';
import { partsOf } from './parts.ts';
import type { Now, PageSource } from './port.ts';
import { readTimeline } from './timeline.ts';

/** The monitor of this process, whose data the page shows. */
export interface Watched {
  /** As it holds on this machine. */
  config: MonitorConfig;
  store: SqliteStore;
  clock: PageSource['clock'];
  simulated?: PageSource['simulated'];
}

/** A source that is told what the monitor sees. */
export interface WatchedSource extends PageSource {
  observed(observation: Observation): void;
}

const NOTHING: Awaited<ReturnType<MonitorView['remembered']>> = { open: [], notices: [], observations: [] };

/** What the page shows of a monitor that runs in this process, out of its store. */
export function storeSource({ config, store, clock, simulated }: Watched): WatchedSource {
  const kept = new KeptMarks(store, config.slug);
  const view: MonitorView = {
    ...storedView(config, '', store, clock.now),
    watcher: async () => ({ isRunning: true, words: 'this process' }),
    errors: async () => [],
  };
  return {
    id: config.slug,
    service: config.service,
    environment: config.environment,
    clock,
    ...(simulated && { simulated }),
    observed: (observation) => kept.observed(observation),
    timeline: (range, sinceMs) => readTimeline({ config, store, kept }, range, clock.now(), sinceMs),
    async now(): Promise<Now> {
      const nowMs = clock.now();
      const [status, remembered] = await Promise.all([
        readStatus(view, config, nowMs),
        view.remembered().catch(() => NOTHING),
      ]);
      kept.silent(remembered.silence && remembered.silence.untilMs > nowMs ? remembered.silence : undefined, nowMs);
      return redactDeep(nowOf(status, partsOf(config, remembered.observations, nowMs), remembered.open[0]));
    },
  };
}
