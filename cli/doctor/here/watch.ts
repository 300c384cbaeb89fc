import { checksOf } from '../../../functions/shared/config/asked-for.ts';
import { fail, type Item } from '../finding.ts';
import type { HerePorts } from './ports.ts';
import { runsFinding } from './receivers.ts';

/** The checks of the monitor on this machine, which has its schedules in itself. */
export const schedules: Item<HerePorts> = {
  name: 'schedules',
  async look({ watch, config, clock }) {
    const { observations, watcher } = await watch();
    const fix = 'start it: npx atlasml-monitor watch, or its service (docs/one-machine.md)';
    if (watcher === undefined) return fail('no monitor runs on this folder', fix);
    return runsFinding(observations, checksOf(config), clock.now(), fix);
  },
};
