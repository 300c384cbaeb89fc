import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { MonitorView } from '../view/monitor-view.ts';
import { readStatus } from '../view/read-status.ts';
import { storedView } from '../view/stored-view.ts';
import { nowOf } from './now.ts';
import { partsOf } from './parts.ts';
import type { Now, PageSource } from './port.ts';

/** The monitor of this process, whose data the page shows. */
export interface Watched {
  /** As it holds on this machine. */
  config: MonitorConfig;
  store: SqliteStore;
  clock: PageSource['clock'];
  simulated?: PageSource['simulated'];
}

/** What the page shows of a monitor that runs in this process, out of its store. */
export function storeSource({ config, store, clock, simulated }: Watched): PageSource {
  const view: MonitorView = {
    ...storedView(config, '', store, clock.now),
    watcher: async () => ({ isRunning: true, words: 'this process' }),
    errors: async () => [],
  };
  return {
    id: `${config.service}-${config.environment}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    service: config.service,
    environment: config.environment,
    clock,
    ...(simulated && { simulated }),
    async now(): Promise<Now> {
      const nowMs = clock.now();
      const [status, remembered] = await Promise.all([
        readStatus(view, config, nowMs),
        view.remembered().catch(() => ({ observations: [], open: [] })),
      ]);
      return redactDeep(nowOf(status, partsOf(config, remembered.observations, nowMs), remembered.open[0]));
    },
  };
}
