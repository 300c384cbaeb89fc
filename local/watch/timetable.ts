import type { Clock } from '../../functions/shared/ports.ts';
import type { Schedule } from './calendar.ts';

/** Something that is done at its times. */
export interface Task {
  name: string;
  schedule: Schedule;
  /** True when it is done at the start, too. */
  atStart?: boolean;
  run(): Promise<unknown>;
}

/** Looked at so often, so that a machine that slept or a clock that was set finds what is due. */
const LOOK_EVERY_MS = 15_000;

/**
 * Does each task at its times until it is stopped; what fell due while one ran, or while the machine slept, is done once afterwards.
 * No task waits for another, and none that fails ends anything.
 */
export async function keepTimetable(
  tasks: Task[],
  clock: Clock,
  failed: (name: string, error: Error) => void,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(tasks.map((task) => keep(task, clock, failed, signal)));
}

async function keep(
  { name, schedule, atStart = false, run }: Task,
  clock: Clock,
  failed: (name: string, error: Error) => void,
  signal: AbortSignal,
): Promise<void> {
  let dueMs = atStart ? clock.now() : schedule.after(clock.now());
  while (!signal.aborted && dueMs !== undefined) {
    const waitMs = dueMs - clock.now();
    if (waitMs > 0) {
      await clock.sleep(Math.min(waitMs, LOOK_EVERY_MS));
      continue;
    }
    await run().catch((error: Error) => failed(name, error));
    dueMs = schedule.after(clock.now());
  }
}
