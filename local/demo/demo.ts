import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { sendDigest } from '../../functions/send-digest/digest.ts';
import { within } from '../../functions/shared/clock.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { clockTime } from '../../functions/shared/text/words.ts';
import { localLogSource } from '../follow/log-source.ts';
import type { ServedPage } from '../page/server.ts';
import { storeSource } from '../page/store-source.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { heardBy } from '../watch/beside.ts';
import { machineSecrets } from '../watch/machine-secrets.ts';
import { type Print, printedEmail, printedSlack, printingListener } from '../watch/terminal.ts';
import { watch } from '../watch/watch.ts';
import { Director } from './atlasml/director.ts';
import { ACTS, PLAY_MINUTES, play } from './atlasml/play.ts';
import { SimulatedAtlasML } from './atlasml/simulator.ts';
import { askAll } from './atlasml/users.ts';
import { attemptSimulated } from './attempt.ts';
import { fastClock } from './fast-clock.ts';
import { feedLog, feedMemory, MEMORY } from './feed.ts';
import { layDownPast } from './past.ts';

const SENTENCE = 'Simulated: this AtlasML is not real, and its clock runs fast. Messages are shown and sent to nobody.';
/** Whether somebody looks at the page, and when he is gone; of the reader's clock. */
const LOOK_EVERY_MS = 500;
const GONE_AFTER_MS = 30_000;

/** How the demo is played. */
export interface DemoOptions {
  speed: number;
  signal: AbortSignal;
  print: Print;
  /** @default one that runs at `speed` times the speed of the wall clock */
  clock?: Clock;
  /** Where it is shown, too. */
  page?: ServedPage | undefined;
  /** True when it goes on behind the end of the play; else it does so while somebody looks at the page. */
  stays?: boolean;
  /** True when no act is played: AtlasML is well until somebody chooses. */
  isDirected?: boolean;
}

/**
 * Plays a simulated AtlasML through its troubles on a fast clock, and watches it with the same functions as in AWS. On the page people can
 * let it suffer from what they like; then the play is theirs.
 */
export async function runDemo({
  speed,
  signal,
  print,
  clock = fastClock(speed),
  page,
  stays,
  isDirected,
}: DemoOptions): Promise<void> {
  const atlasml = new SimulatedAtlasML(clock);
  // Listens once before the play, so that the port is known to the configuration.
  await atlasml.start();
  await atlasml.kill();
  atlasml.events.length = 0;
  const config = configOf(atlasml.origin);
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  if (page) await layDownPast(store, { endpoint: 'health', components: config.components }, clock.now());
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  print(`A simulated AtlasML on ${atlasml.origin}, ${PLAY_MINUTES} minutes of it at ${speed} times the speed. Ctrl-C ends it.\n`);
  const announce = (text: string) => print(`\n${clockTime(clock.now())}  ===== ${text} =====`);
  const director = new Director(atlasml, announce);
  if (isDirected) await director.suffer('none');
  const logs = localLogSource(() => atlasml.events);
  const secrets = machineSecrets({ environment: {} });
  const receivers = [printedSlack(print), printedEmail(print)];
  const simulated = { sentence: SENTENCE, sicknesses: director.sicknesses };
  const suffer = (id: string) => director.suffer(id);
  const source = storeSource({ config, store, clock, speed, receivers, secrets, logs, simulated, suffer });
  page?.show(source);
  const watching = async () => {
    // The first act starts AtlasML; watching begins right behind it.
    await clock.sleep(1000);
    const ports = { clock, within, store, logs, secrets, receivers, newId: randomUUID, attempt: attemptSimulated };
    const listener = printingListener(print, clock.now);
    await watch(config, ports, heardBy(listener, { observed: source.observed, changed: () => page?.changed() }), stop);
  };
  const digest = async () => {
    print('\nThe checklist that comes each morning, had this been the day before:\n');
    const measured = { metrics: store, logs, kinds: store, store: store.state };
    const none = { changedMs: () => Promise.reject(new Error('there are no secrets here')) };
    await sendDigest('daily', config, { clock, ...measured, secrets: none, receivers, links: () => [] });
  };
  const playing = async () => {
    await play(atlasml, clock, signal, { announce, isDirected: () => director.isAsked });
    if (signal.aborted) return;
    if (!director.isAsked) await digest();
    if (page && (stays || page.listeners > 0))
      print(`\nThe page stays at ${page.url} with a button for each trouble. Ctrl-C ends it.`);
    await whileWatched(() => stays === true || (page?.listeners ?? 0) > 0, signal);
  };
  const fed = [feedMemory(atlasml, store, clock, stop), page ? feedLog(atlasml, store, clock, stop) : undefined];
  await Promise.all([playing().finally(() => ended.abort()), askAll(atlasml, clock, stop), ...fed, watching()]);
  await director.ended();
  await atlasml.kill();
  store.close();
  const over = `\nThe play of ${ACTS.length} acts is over. Watch your own: npx atlasml-monitor watch --url URL --log-file FILE`;
  print(signal.aborted ? '\nStopped.' : over);
}

function configOf(origin: string): MonitorConfig {
  return resolveConfig({
    environment: 'demo',
    endpoints: [{ name: 'health', url: `${origin}/api/v1/health/`, timeoutSeconds: 2 }],
    logs: { group: 'simulated', ingestionDelaySeconds: 0 },
    memory: { source: 'metric', ...MEMORY },
    network: { allowPrivateTargets: true },
  });
}

/** Waits on the reader's clock until nobody has looked for a while, as one who loads the page anew does, or until the stop. */
async function whileWatched(isWatched: () => boolean, signal: AbortSignal): Promise<void> {
  let watchedMs = isWatched() ? performance.now() : Number.NEGATIVE_INFINITY;
  while (!signal.aborted && performance.now() - watchedMs < GONE_AFTER_MS) {
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    if (isWatched()) watchedMs = performance.now();
  }
}
