import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { WindowSource } from '../../functions/shared/ports.ts';
import { scheduleOf } from '../watch/calendar.ts';
import type { WindowStatus } from './status.ts';

/** The planned windows, the open one first, then by when they begin. Which is open says the source, for it is what is obeyed. */
export async function comingWindows(
  maintenance: MonitorConfig['maintenance'],
  source: WindowSource | undefined,
  nowMs: number,
): Promise<WindowStatus[]> {
  const open = await source?.open().catch(() => undefined);
  const windows = maintenance.map(({ name, schedule, timezone }): WindowStatus => {
    if (name === open) return { name, isOpen: true };
    const startsMs = scheduleOf(schedule, timezone).after(nowMs);
    return { name, isOpen: false, ...(startsMs !== undefined && { startsMs }) };
  });
  const others = open !== undefined && !windows.some(({ name }) => name === open) ? [{ name: open, isOpen: true }] : [];
  const at = ({ isOpen, startsMs = Number.POSITIVE_INFINITY }: WindowStatus) => (isOpen ? 0 : startsMs);
  return [...others, ...windows].sort((a, b) => at(a) - at(b));
}
