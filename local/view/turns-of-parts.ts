import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { AlarmDefinition } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';

/** A run of the reporter comes within a minute of a change; it is looked for a little longer. */
const NEAR_MS = 3 * 60_000;

/**
 * The changes of the alarms of each part, where CloudWatch has one alarm for all of them: which part it was for is what the reporter found
 * then. Where no run of it tells, it was for all. Pure.
 */
export function turnsOfParts(
  turns: readonly AlarmTurn[],
  definitions: readonly AlarmDefinition[],
  runs: readonly Pick<KeptRun, 'atMs' | 'alarms'>[],
): AlarmTurn[] {
  const natives = new Map(nativeAlarmsOf(definitions).map((native) => [native.name, native]));
  return turns.flatMap((turn) => {
    const native = natives.get(turn.name);
    if (!native || native.metric === native.signal.metric) return [turn];
    const names = native.parts.map(({ name }) => name);
    const meant = turn.became === 'ALARM' ? alarmingIn(runs, turn.atMs, turn.atMs + NEAR_MS) : [];
    const ended = turn.was === 'ALARM' ? alarmingIn(runs.toReversed(), turn.atMs - NEAR_MS, turn.atMs) : [];
    const known = names.filter((name) => meant.includes(name) || ended.includes(name));
    return (known.length > 0 ? known : names).map((name) => ({ ...turn, name }));
  });
}

/** Those that were on in the first run of some time in which any was. */
function alarmingIn(runs: readonly Pick<KeptRun, 'atMs' | 'alarms'>[], fromMs: number, toMs: number): string[] {
  for (const { atMs, alarms = [] } of runs) {
    const on = alarms.filter(({ value }) => value === 'ALARM').map(({ name }) => name);
    if (atMs >= fromMs && atMs <= toMs && on.length > 0) return on;
  }
  return [];
}
