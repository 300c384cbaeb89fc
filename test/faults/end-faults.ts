import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { SignalId } from '../../functions/shared/signals/signal.ts';
import type { AlarmEvaluator } from '../../local/alarms/alarm-evaluator.ts';
import type { Faults } from './faulty-ports.ts';
import { MINUTE, type Plan, START, type Trouble } from './plan.ts';
import type { Truth } from './world.ts';

/** What makes an alarm true, and what makes its check blind. */
const TROUBLES: Partial<Record<SignalId, { is: Trouble; blind: Trouble }>> = {
  'endpoint-down': { is: 'endpoint', blind: 'unknown-health' },
  'component-down': { is: 'weaviate', blind: 'unknown-health' },
  'server-errors': { is: 'errors', blind: 'unknown-logs' },
};

/** An end needs proof: what of it there was none, in sentences. @param nowMs when the end was written down. */
export async function endFaults(
  { id, members, changes }: Incident,
  alarms: AlarmEvaluator,
  { skewMs }: Plan,
  truth: Truth,
  faults: Faults,
  nowMs: number,
): Promise<string[]> {
  const broken: string[] = [];
  const states = new Map((await alarms.states()).map((a) => [a.name, a]));
  for (const { alarm, state, signal, good } of members) {
    if (state === 'removed') continue;
    if (state !== 'ok') broken.push(`${id} ended while ${alarm} is ${state}`);
    // What was decided while the store was away is written later.
    const now = changes.at(-1)?.atMs ?? nowMs;
    const there = states.get(alarm);
    // No longer configured: it was well when it was last watched.
    if (!there) continue;
    const wasOn = there.value === 'ALARM' && there.sinceMs < now - 10_000;
    if (wasOn && skewMs === 0 && !faults.isFaulty('alarms', now)) broken.push(`${id} ended while ${alarm} is in alarm`);
    const slack = 2 * MINUTE + 60_000 + Math.abs(skewMs);
    if (!good || now - good.lastMs > slack) broken.push(`${id} ended without a fresh proof for ${alarm}`);
    const trouble = TROUBLES[signal];
    if (!trouble || skewMs !== 0) continue;
    const runs = [0, 1, 2, 3, 4].map((k) => START + (Math.floor((now - START) / MINUTE) - k) * MINUTE);
    if (runs.every((at) => truth.is(trouble.is, at))) broken.push(`${id} ended though ${alarm} had lasted for 4 minutes`);
    // Not by what the product wrote down: a check must have run, and seen that it is well.
    const saw = (at: number) => ![trouble.is, trouble.blind, 'no-checks' as const].some((what) => truth.is(what, at));
    if (!runs.slice(0, 3).some(saw)) broken.push(`${id} ended though no check had seen ${alarm} well for 2 minutes`);
  }
  return broken;
}
