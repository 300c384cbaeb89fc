import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { systemClock, within } from '../../functions/shared/clock.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { beat } from '../../functions/shared/delivery/heartbeat.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Clock, LogSource, Receiver, SecretAges, Secrets, TimeLimit, WindowSource } from '../../functions/shared/ports.ts';
import { engineAt } from '../docker/engine.ts';
import { dockerEvents } from '../docker/events.ts';
import type { FollowedLog } from '../follow/followed-log.ts';
import type { MailServer } from '../mail/server.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { plannedWindows } from './calendar.ts';
import { machineReceivers } from './machine-receivers.ts';
import { type Round, watchOnce } from './once.ts';
import { openMachineStore } from './open-machine-store.ts';
import type { SteadyClock } from './rounds.ts';
import { cloudWatchSource, fileSource, sampleMemory, sampleOnce, usageSource } from './sources.ts';
import { tasksOf } from './tasks.ts';
import { announced, type Print, printedEmail, printedSlack, printingListener } from './terminal.ts';
import { keepTimetable } from './timetable.ts';
import { type WatchListener, type WatchPorts, watch } from './watch.ts';

export interface RealOptions {
  /** As it holds on this machine, see {@link machineConfig}. */
  config: MonitorConfig;
  logFile?: string | undefined;
  /** A cgroup v2 directory of the container, for its memory. */
  cgroup?: string | undefined;
  /** The name of the container, of which the Docker Engine is asked. */
  docker?: { container: string; host?: string | undefined } | undefined;
  /** Where all is kept that outlives the process; without it nothing is. */
  directory?: string | undefined;
  secrets: Secrets & SecretAges;
  signal: AbortSignal;
  print: Print;
  /** Of the mail server, more than the system's own. */
  mailTls?: MailServer['tls'];
  /** @default the wall clock */
  clock?: Clock;
  within?: TimeLimit;
  /** Opens what goes beside the monitor, such as the page. */
  beside?(machine: Watched): Promise<Beside>;
}

/** What goes beside the monitor: told of each change, closed at the end. */
export interface Beside {
  observed(observation: Observation): void;
  changed(): void;
  close(): Promise<void>;
}

/** What is known of the monitor that runs. */
export interface Watched {
  config: MonitorConfig;
  store: SqliteStore;
  clock: Clock;
  receivers: Receiver[];
  secrets: Secrets & SecretAges;
  logs?: LogSource;
  windows?: WindowSource;
}

/** Watches a real AtlasML from this machine until it is stopped. What runs at that moment is finished. */
export async function runReal(options: RealOptions): Promise<void> {
  const { config, cgroup, signal } = options;
  await onThisMachine(options, async ({ ports, listener, store, tasks, followed }) => {
    const { clock } = ports;
    await Promise.all([
      watch(config, ports, listener, signal),
      keepTimetable(tasks, clock, listener.failed, signal),
      followed?.keepUp(clock, signal),
      cgroup ? sampleMemory(store, cgroup, clock, signal) : undefined,
    ]);
  });
}

/** One round: each check once, the alarms by what is known, and whoever must be told. */
export function runOnce(options: RealOptions): Promise<Round> {
  const { config, cgroup } = options;
  return onThisMachine(options, async ({ ports, listener, store }) => {
    if (cgroup) sampleOnce(store, cgroup, ports.clock.now());
    return watchOnce(config, ports, listener);
  });
}

interface Machine {
  ports: WatchPorts;
  listener: WatchListener;
  store: SqliteStore;
  tasks: ReturnType<typeof tasksOf>;
  /** The log file, where there is one. */
  followed: FollowedLog | undefined;
}

/** Opens what the monitor needs, runs, and closes it. @throws when the store or the log file cannot be opened. */
async function onThisMachine<T>(options: RealOptions, run: (machine: Machine) => Promise<T>): Promise<T> {
  const { config, logFile, docker, directory, secrets, signal, print, mailTls: tls } = options;
  const clock = stoppable(options.clock ?? systemClock, signal);
  const windows = plannedWindows(config.maintenance, clock);
  const { logs: asked } = config;
  const followed = logFile && asked ? fileSource(logFile, clock, asked) : undefined;
  const logs = followed ?? (asked && cloudWatchSource(asked, clock));
  const told = await machineReceivers(config, { secrets, clock, newId: randomUUID, tls });
  const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  const receivers =
    told.receivers.length > 0
      ? told.receivers.map((r) => announced(r, print, () => stamp(clock.now())))
      : [printedSlack(print), printedEmail(print)];
  let beside: Beside | undefined;
  const listener = heardBy(printingListener(print, clock.now, stamp), {
    observed: (observation) => beside?.observed(observation),
    changed: () => beside?.changed(),
  });
  const store = openMachineStore(config.slug, directory, clock.now, (text) =>
    print(`${stamp(clock.now())}  store          ${text}`),
  );
  const { heartbeat } = config;
  const engine = docker && engineAt(docker.host);
  const ports: WatchPorts = {
    clock,
    within: options.within ?? within,
    store,
    secrets,
    receivers,
    newId: randomUUID,
    usage: usageSource(config, store),
    ...(config.maintenance.length > 0 && { windows }),
    ...(logs && { logs }),
    ...(engine && docker && { container: dockerEvents(engine, docker.container, clock) }),
    ...(heartbeat && { beat: () => beat(heartbeat.urlParameter, secrets) }),
  };
  const { observed } = listener;
  const askMailServer = () => told.askMailServer(store.state);
  const tasks = tasksOf(config, { clock, store, secrets, receivers, observed, askMailServer, ...(logs && { logs }) });
  try {
    const known = { ...(logs && { logs }), ...(config.maintenance.length > 0 && { windows }) };
    beside = await options.beside?.({ config, store, clock, receivers, secrets, ...known });
    return await run({ ports, listener, store, tasks, followed });
  } finally {
    await beside?.close();
    followed?.close();
    store.close();
    await engine?.close();
  }
}

/** The same listener, and somebody who is told of all that it is told. */
export function heardBy(listener: WatchListener, beside: Pick<Beside, 'observed' | 'changed'>): WatchListener {
  return {
    observed(observation) {
      listener.observed(observation);
      beside.observed(observation);
      beside.changed();
    },
    changed(changes) {
      listener.changed(changes);
      beside.changed();
    },
    failed(what, error) {
      listener.failed(what, error);
      beside.changed();
    },
  };
}

/** A clock whose sleeps end when the run is stopped. */
function stoppable(clock: Clock, signal: AbortSignal): SteadyClock {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const sleep = (ms: number) =>
    clock === systemClock ? setTimeout(ms, undefined, { signal }).catch(() => {}) : Promise.race([clock.sleep(ms), stopped]);
  return { now: clock.now, sleep, ...(clock === systemClock && { elapsed: () => performance.now() }) };
}
