import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { systemClock, within } from '../../functions/shared/clock.ts';
import type { LogsConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import { beat } from '../../functions/shared/delivery/heartbeat.ts';
import type { Clock, SecretAges, Secrets, TimeLimit } from '../../functions/shared/ports.ts';
import { issueSourceOf } from '../../functions/shared/sentry/issue-source-of.ts';
import { containerNews } from '../docker/news.ts';
import type { AskedDocker } from '../docker/open-docker.ts';
import { WatchedContainer } from '../docker/watched-container.ts';
import { type Address, serveMetrics } from '../exposition/page.ts';
import type { FollowedLog } from '../follow/followed-log.ts';
import type { MailServer } from '../mail/server.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { type Beside, type BesideWhat, heardBy } from './beside.ts';
import { plannedWindows } from './calendar.ts';
import { containerSource, sampleDocker, sampleDockerOnce, seriesOfLooks } from './docker-sources.ts';
import { knownOf } from './known.ts';
import { machineOffer } from './machine-offer.ts';
import { machineReceivers } from './machine-receivers.ts';
import { type Round, watchOnce } from './once.ts';
import { openWatchedStore } from './open-watched-store.ts';
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
  docker?: AskedDocker | undefined;
  /** The file that the configuration is from. */
  configurationFile?: string | undefined;
  /** Where all is kept that outlives the process; without it nothing is. */
  directory?: string | undefined;
  /** Where Prometheus finds what is known; nowhere when it is left out. */
  metrics?: Address | undefined;
  secrets: Secrets & SecretAges;
  signal: AbortSignal;
  print: Print;
  /** Of the mail server, more than the system's own. */
  mailTls?: MailServer['tls'];
  /** @default the wall clock */
  clock?: Clock;
  within?: TimeLimit;
  /** Opens what goes beside the monitor, such as the page. */
  beside?(machine: BesideWhat): Promise<Beside>;
}

/** Watches a real AtlasML from this machine until it is stopped. What runs at that moment is finished. */
export async function runReal(options: RealOptions): Promise<void> {
  const { config, cgroup, signal } = options;
  await onThisMachine(options, async ({ ports, listener, store, tasks, followed, container }) => {
    const { clock } = ports;
    if (container) await sampleDockerOnce(store, container);
    const page = options.metrics && (await serveMetrics(options.metrics, () => knownOf(config, ports)));
    if (page) options.print(`Prometheus finds what is known at ${page.url}.\n`);
    try {
      await Promise.all([
        watch(config, ports, listener, signal),
        keepTimetable(tasks, clock, listener.failed, signal),
        followed?.keepUp(clock, signal),
        container ? sampleDocker(store, container, clock, signal) : undefined,
        cgroup ? sampleMemory(store, cgroup, clock, signal) : undefined,
      ]);
    } finally {
      await page?.close();
    }
  });
}

/** One round: each check once, the alarms by what is known, and whoever must be told. */
export function runOnce(options: RealOptions): Promise<Round> {
  const { config, cgroup } = options;
  return onThisMachine(options, async ({ ports, listener, store, container }) => {
    if (container) await sampleDockerOnce(store, container);
    if (cgroup) sampleOnce(store, cgroup, ports.clock.now());
    return watchOnce(config, ports, listener);
  });
}

interface Machine {
  ports: WatchPorts;
  listener: WatchListener;
  store: SqliteStore;
  tasks: ReturnType<typeof tasksOf>;
  /** The log of the container or the log file, where there is one. */
  followed: FollowedLog | undefined;
  container: WatchedContainer | undefined;
}

/** Opens what the monitor needs, runs, and closes it. @throws when the store or the log file cannot be opened. */
async function onThisMachine<T>(options: RealOptions, run: (machine: Machine) => Promise<T>): Promise<T> {
  const { config, docker, secrets, signal, print, mailTls: tls } = options;
  const clock = stoppable(options.clock ?? systemClock, signal);
  const windows = plannedWindows(config.maintenance, clock);
  const { logs: asked } = config;
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
  const onNotice = (text: string) => print(`${stamp(clock.now())}  store          ${text}`);
  const store = openWatchedStore(options, clock.now, onNotice);
  const { heartbeat, answers } = config;
  const page = answers?.url !== undefined && options.beside ? { url: answers.url, slug: config.slug } : undefined;
  const container = docker && new WatchedContainer(docker.engine, docker.names, clock);
  const followed = asked && followedSource(options, asked, store, clock);
  const logs = followed ?? (asked && cloudWatchSource(asked, clock));
  const issues = issueSourceOf(config, { secrets, clock });
  const ports: WatchPorts = {
    clock,
    within: options.within ?? within,
    store,
    secrets,
    receivers,
    newId: randomUUID,
    usage: usageSource(config, store, container),
    ...(config.maintenance.length > 0 && { windows }),
    ...(logs && { logs }),
    ...(container && { container: lookAndKeep(container, store) }),
    ...(docker && { containerNews: containerNews(docker.engine, docker.names.container, clock) }),
    ...(page && answers && { page, offer: machineOffer(config.slug, page.url, answers, secrets) }),
    ...(issues && { issues }),
    ...(heartbeat && { beat: () => beat(heartbeat.urlParameter, secrets) }),
  };
  const { observed } = listener;
  const askMailServer = () => told.askMailServer(store.state);
  const tasks = tasksOf(config, {
    clock,
    store,
    secrets,
    receivers,
    observed,
    askMailServer,
    ...(page && { page }),
    ...(logs && { logs }),
    ...(issues && { issues }),
  });
  try {
    const known = { ...(logs && { logs }), ...(issues && { issues }), ...(config.maintenance.length > 0 && { windows }) };
    beside = await options.beside?.({ config, store, clock, receivers, secrets, ...known });
    return await run({ ports, listener, store, tasks, followed, container });
  } finally {
    await beside?.close();
    followed?.close();
    store.close();
    await docker?.engine.close();
  }
}

function lookAndKeep(container: WatchedContainer, store: SqliteStore) {
  const keep = seriesOfLooks(store);
  return async () => {
    const seen = await container.look();
    keep(seen);
    return seen;
  };
}

/** The log that is read as it grows: of the container, else of a file. */
function followedSource({ docker, logFile }: RealOptions, logs: LogsConfig, store: SqliteStore, clock: Clock) {
  if (docker?.hasLog) return containerSource(docker, { store, clock, logs });
  return logFile === undefined ? undefined : closingIfNot(store, () => fileSource(logFile, clock, logs, store));
}

/** Opens what needs the store. @throws as it does; then nobody holds the store any more. */
function closingIfNot<T>(store: SqliteStore, open: () => T): T {
  try {
    return open();
  } catch (error) {
    store.close();
    throw error;
  }
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
