import type { Damage } from '../shared/incident/read-state.ts';
import type { RunStore } from '../shared/incident/remembering-store.ts';
import type { AskedAgain, Observation } from '../shared/observation.ts';
import type { AlarmSource, Clock, TimeLimit, WindowSource } from '../shared/ports.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import type { AlarmState } from '../shared/signals/alarm-state.ts';
import { byParts } from '../shared/signals/parts.ts';
import { usableOnly } from './diagnose/usable.ts';

/** What is so now, as far as it could be found out. */
export interface Surroundings {
  /** Absent when they could not be read: then nothing is decided. */
  alarms?: AlarmState[];
  observations: Observation[];
  damaged: Damage[];
  /** What one more attempt saw, where it may keep an alarm from being told. */
  again?: AskedAgain;
  /** The name of the planned window that is open; null where none is, and absent where that could not be found out. */
  window?: string | null;
  problems: Error[];
}

/** Reads alarms, observations and planned windows side by side, each within its time. It does not throw. */
export async function lookAround(
  ports: { alarms: AlarmSource; configured: readonly AlarmDefinition[]; windows?: WindowSource; clock: Clock; within: TimeLimit },
  store: RunStore,
  limitMs: number,
): Promise<Surroundings> {
  const { within, clock, configured } = ports;
  const problems: Error[] = [];
  const [alarms, stored, window] = await Promise.all([
    within(limitMs, () => ports.alarms.states()).catch((error: Error) => {
      problems.push(new Error(`the alarms were not read: ${error.message}`, { cause: error }));
    }),
    store.attempt((s) => s.observations()),
    // Not knowing whether a window is open is no reason to be silent.
    ports.windows ? openWindow(ports.windows, within, limitMs) : null,
  ]);
  const { usable, damaged } = usableOnly(Array.isArray(stored) ? stored : [], clock.now());
  return {
    ...(Array.isArray(alarms) && {
      alarms: byParts(
        alarms.flatMap((a) => usableAlarm(a, clock.now())),
        configured,
        usable,
        clock.now(),
      ),
    }),
    observations: usable,
    damaged,
    ...(window !== undefined && { window }),
    problems,
  };
}

async function openWindow(windows: WindowSource, within: TimeLimit, limitMs: number): Promise<string | null | undefined> {
  try {
    return (await within(limitMs, windows.open)) ?? null;
  } catch {
    return undefined;
  }
}

/** An alarm without a name is none; one without a time changed now, for all that is known. */
function usableAlarm(alarm: AlarmState | null, nowMs: number): AlarmState[] {
  if (typeof alarm?.name !== 'string') return [];
  return [Number.isFinite(alarm.sinceMs) ? alarm : { ...alarm, sinceMs: nowMs }];
}
