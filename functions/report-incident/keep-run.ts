import type { KeptAlarm, KeptRun, RunMemory } from '../shared/incident/kept-run.ts';
import type { ProcessMemory } from '../shared/incident/remembering-store.ts';
import type { ReporterState } from '../shared/incident/reporter-state.ts';
import type { AskedAgain } from '../shared/observation.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import type { Surroundings } from './look-around.ts';
import type { Reason } from './reconcile/reconcile.ts';
import type { Told } from './tell/tell-receiver.ts';

/** All that a run knows at its end. */
export interface RunAtEnd {
  /** When it began, epoch ms. */
  atMs: number;
  seen: Surroundings;
  configured: readonly AlarmDefinition[];
  before: ReporterState;
  state: ReporterState;
  reason: Reason;
  again: readonly AskedAgain[];
  told: readonly Told[];
  problems: readonly Error[];
}

/** While there is nothing to weigh, one run of so many ms is kept: that it was so, and that the monitor ran. */
const QUIET_EVERY_MS = 3_600_000;

/** A run in the form in which it is kept. What people must know about the monitor's own memory is no part of it. */
export function keptRunOf({ atMs, seen, configured, before, state, reason, again, told, problems }: RunAtEnd): KeptRun {
  const { alarms, observations, window } = seen;
  const then = withoutNotices(state);
  const earlier = withoutNotices(before);
  const there = new Set(alarms?.map((a) => a.name));
  const [asked] = again;
  return {
    atMs,
    reason,
    ...(alarms && { alarms: keptAlarms(alarms, configured) }),
    missing: alarms ? configured.flatMap(({ name }) => (there.has(name) ? [] : [name])) : [],
    observations,
    ...(asked && { again: asked }),
    ...(typeof window === 'string' && { window }),
    ...(JSON.stringify(earlier) !== JSON.stringify(then) && { before: earlier }),
    state: then,
    receivers: told.map((t) => ({ ...t.record, noticed: [] })),
    told: told.flatMap(({ record: { receiver }, sent }) => sent.map(({ key: _, ...s }) => ({ receiver, ...s }))),
    failures: told.flatMap(({ record, failure }) => (failure ? [{ receiver: record.receiver, error: failure.message }] : [])),
    problems: problems.map((p) => p.message),
  };
}

/**
 * Keeps a run that had something to weigh, and one an hour of those that had not. A process that just began asks which was kept last.
 * @throws as the memory of runs does.
 */
export async function keepRun(run: KeptRun, runs: RunMemory, memory: ProcessMemory): Promise<void> {
  const values = valuesOf(run);
  if (!hasWeight(run)) {
    const last = memory.keptRun ?? lastOf(await runs.lastBefore(run.atMs));
    memory.keptRun = last;
    if (last && run.atMs - last.atMs < QUIET_EVERY_MS && last.values === values) return;
  }
  await runs.keep(run);
  memory.keptRun = { atMs: run.atMs, values };
}

const valuesOf = ({ alarms = [] }: Pick<KeptRun, 'alarms'>) => alarms.map((a) => `${a.name} ${a.value}`).join();
const lastOf = (run: KeptRun | undefined) => run && { atMs: run.atMs, values: valuesOf(run) };

/** An alarm is on, an incident is open, or something was told, failed or changed. */
function hasWeight({ alarms, state, reason, told, failures, problems }: KeptRun): boolean {
  return (
    reason !== 'quiet' ||
    told.length + failures.length + problems.length > 0 ||
    alarms === undefined ||
    alarms.some((a) => a.value === 'ALARM') ||
    state.incidents.some((i) => i.resolvedMs === undefined)
  );
}

function keptAlarms(alarms: NonNullable<Surroundings['alarms']>, configured: readonly AlarmDefinition[]): KeptAlarm[] {
  const thresholds = new Map(configured.map(({ name, threshold }) => [name, threshold]));
  return alarms.flatMap(({ name, value, sinceMs, reason }) => {
    const threshold = thresholds.get(name);
    return threshold === undefined ? [] : [{ name, value, sinceMs, threshold, ...(value !== 'OK' && { reason }) }];
  });
}

const withoutNotices = (state: ReporterState): ReporterState => ({ ...state, version: 0, notices: [] });
