import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { type KeptPast, storedPast } from '../../local/view/kept-past.ts';
import { machineViewConfig, storedAlarms } from '../../local/view/stored-view.ts';
import { readMachineStore } from '../machine-store.ts';
import type { Outcome } from '../usage-error.ts';

/** Runs something over what the monitor of a folder kept. @returns a failure where none ever wrote there. */
export function withPastHere(
  directory: string,
  asked: MonitorConfig,
  now: () => number,
  run: (past: KeptPast) => Promise<Outcome>,
): Promise<Outcome> {
  return readMachineStore(directory, asked, now, async (store) => {
    const config = machineViewConfig(asked, await store.state.observations());
    return run(storedPast(config, store, async () => storedAlarms(config, store, now)));
  });
}
