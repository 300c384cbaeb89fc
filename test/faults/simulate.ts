import { obeyAndSave } from '../../functions/report-incident/command.ts';
import { reportIncident } from '../../functions/report-incident/report.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { SignalId } from '../../functions/shared/signals/signal.ts';
import { AlarmEvaluator } from '../../local/alarms/alarm-evaluator.ts';
import { Faults, type Run, recordsOf } from './faulty-ports.ts';
import { Invariants } from './invariants.ts';
import { MINUTE, planOf, START } from './plan.ts';
import { Random } from './random.ts';
import { SimClock } from './sim-clock.ts';
import { configOf, Metrics, Truth } from './world.ts';

const EVALUATE_MS = 10_000;
/** Signals of each kind: paging and warning, with each policy for missing data, of each check. */
const SIGNALS: SignalId[] = [
  'endpoint-down',
  'component-down',
  'server-errors',
  'new-error-kind',
  'crash-loop',
  'memory-high',
  'check-unknown',
];
const watchedOf = (config: MonitorConfig) => alarmsOf(config).filter(({ signal }) => SIGNALS.includes(signal.id));

/**
 * Plays a seed: AtlasML's troubles, checks, alarms and the reporter on a simulated clock, with everything failing that the
 * plan lets fail. @returns what was broken, in words; empty when every promise held.
 */
export async function simulate(seed: number): Promise<string[]> {
  const plan = planOf(seed);
  const random = new Random(seed ^ 0x5eed);
  const clock = new SimClock(START);
  const truth = new Truth(plan);
  const faults = new Faults(plan, clock, random);
  const records = recordsOf(plan.store);
  const metrics = new Metrics();
  const invariants = new Invariants(plan, truth, faults, clock);
  let config = configOf('health', plan);
  let definitions = watchedOf(config);
  let alarms = new AlarmEvaluator(definitions, metrics, { now: clock.now, sleep: clock.sleep });
  let ids = 0;
  let process = { dead: false, memory: emptyMemory() };
  const minuteNow = () => (clock.now() - START) / MINUTE;
  const isFaulty = () => minuteNow() < plan.faultyMinutes;

  const newRun = (): Run => {
    if (process.dead) process = { dead: false, memory: emptyMemory() };
    const killAt = isFaulty() && random.chance(plan.killChance) ? random.whole(0, 12) : undefined;
    return { startMs: clock.now(), process, killAt, hit: [], called: new Map() };
  };

  async function report(): Promise<void> {
    const run = newRun();
    invariants.began(run);
    const { memory } = process;
    const skewMs = isFaulty() ? plan.skewMs : 0;
    const ports = {
      alarms: faults.alarms(alarms, run),
      configured: definitions,
      memory,
      store: stateStore(invariants.watching(faults.records(records, run), alarms), clock.skewed(skewMs).now),
      runs: runMemory(faults.records(records, run)),
      receivers: plan.receivers.map((name) => faults.receiver(name, (message) => invariants.told(name, message), run)),
      ...(plan.hasSentry && { issues: faults.issues(run) }),
      clock: clock.skewed(skewMs),
      within: clock.within,
      newId: () => `i${++ids}`,
      links: (incident: { id: string; openedMs: number; revision: number }) => [
        { label: `${incident.id} ${incident.openedMs} ${incident.revision}`, url: '' },
      ],
    };
    const outcome = await reportIncident({ ...config, routes: plan.routes }, ports).then(
      () => undefined,
      (error: Error) => error,
    );
    invariants.ended(run, outcome);
  }

  function check(): void {
    if (truth.is('no-checks', clock.now())) return;
    for (const { observation, metrics: values } of truth.observations(config, clock.now())) {
      const run = newRun();
      run.killAt = undefined;
      const store = stateStore(faults.records(records, run), clock.now);
      const put = (...args: Parameters<Metrics['put']>) => faults.call(run, 'metrics', () => metrics.put(...args));
      publish(observation, values, { store, metrics: { put } }, { timer: (ms) => clock.sleep(ms) }).catch(() => {});
    }
  }

  async function evaluate(): Promise<void> {
    const changes = await alarms.evaluate();
    invariants.alarms(await alarms.states());
    if (changes.length === 0) return;
    clock.at(clock.now() + random.whole(0, 5_000), report);
    if (isFaulty() && random.chance(plan.doubleChance)) clock.at(clock.now() + random.whole(0, 6_000), report);
  }

  for (let minute = 0; minute < plan.minutes; minute++) {
    const at = START + minute * MINUTE;
    clock.at(at, () => {
      if (minute === plan.renamedAt) {
        config = configOf('api', plan);
        definitions = watchedOf(config);
        const next = new AlarmEvaluator(definitions, metrics, { now: clock.now, sleep: clock.sleep });
        alarms = next;
      }
      check();
    });
    clock.at(at + EVALUATE_MS, evaluate);
    const isSkipped = minute < plan.faultyMinutes && random.chance(plan.skipChance);
    if (!isSkipped) clock.at(at + 35_000, report);
    for (const { does } of plan.people.filter((p) => p.minute === minute)) {
      clock.at(at + 5_000, () => {
        const order = does === 'silence' ? { command: does, minutes: 20, why: 'w', by: 'b' } : { command: does, by: 'b' };
        const store = stateStore(records, clock.now);
        if (does === 'silence') invariants.silence(20);
        obeyAndSave(order as never, store, clock.skewed(plan.skewMs)).catch(() => {});
      });
    }
    for (const { what, text } of plan.spoiled.filter((s) => s.minute === minute)) {
      clock.at(at + 7_000, async () => {
        const [kind, id] =
          what === 'observation' ? ['observation', 'logs'] : ['state', what === 'state' ? 'reporter' : `told ${what}`];
        const there = (await records.list(kind)).find((r) => r.id === id);
        invariants.spoiled(what);
        await records.put(kind, { id, json: text, version: there?.version ?? 0 });
      });
    }
  }
  await clock.runUntil(START + plan.minutes * MINUTE);
  return invariants.atEnd(await stateStore(records, clock.now).load(plan.receivers));
}
