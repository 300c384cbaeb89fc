import { randomUUID } from 'node:crypto';
import { sendDigest } from '../../functions/send-digest/digest.ts';
import { within } from '../../functions/shared/clock.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { clockTime } from '../../functions/shared/text/words.ts';
import { localLogSource } from '../follow/log-source.ts';
import type { ServedPage } from '../page/server.ts';
import { storeSource } from '../page/store-source.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { machineSecrets } from '../watch/machine-secrets.ts';
import { heardBy } from '../watch/real.ts';
import { type Print, printedEmail, printedSlack, printingListener } from '../watch/terminal.ts';
import { watch } from '../watch/watch.ts';
import { ACTS, PLAY_MINUTES, play } from './atlasml/play.ts';
import { SimulatedAtlasML } from './atlasml/simulator.ts';
import { fastClock } from './fast-clock.ts';

const MEMORY = { namespace: 'Simulated/Docker', metric: 'memory_percent', dimensions: { container_name: 'atlasml' } };

const SENTENCE = 'This AtlasML is simulated, on a clock that runs fast. Nobody is told anything.';

/**
 * Plays a simulated AtlasML through its troubles on a fast clock, and watches it with the same functions as in AWS.
 * @param options.clock by default one that runs at `speed` times the speed of the wall clock.
 */
export async function runDemo(options: {
  speed: number;
  signal: AbortSignal;
  print: Print;
  clock?: ReturnType<typeof fastClock>;
  /** Where it is shown, too. */
  page?: ServedPage | undefined;
}): Promise<void> {
  const { speed, signal, print, clock = fastClock(speed) } = options;
  const atlasml = new SimulatedAtlasML(clock);
  // Listens once before the play, so that the port is known to the configuration.
  await atlasml.start();
  await atlasml.kill();
  atlasml.events.length = 0;
  const config = resolveConfig({
    environment: 'demo',
    endpoints: [{ name: 'health', url: `${atlasml.origin}/api/v1/health/` }],
    logs: { group: 'simulated', ingestionDelaySeconds: 0 },
    memory: { source: 'metric', ...MEMORY },
    network: { allowPrivateTargets: true },
  });
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  print(`A simulated AtlasML on ${atlasml.origin}, ${PLAY_MINUTES} minutes of it at ${speed} times the speed. Ctrl-C ends it.\n`);
  const source = storeSource({
    config,
    store,
    clock: { now: clock.now, speed },
    simulated: { sentence: SENTENCE, sicknesses: [] },
  });
  const { page } = options;
  page?.show(source);
  const announce = (text: string) => print(`\n${clockTime(clock.now())}  ===== ${text} =====`);
  const logs = localLogSource(() => atlasml.events);
  const receivers = [printedSlack(print), printedEmail(print)];
  const watching = async () => {
    // The first act starts AtlasML; watching begins right behind it.
    await clock.sleep(1000);
    const ports = { clock, within, store, logs, secrets: machineSecrets({ environment: {} }), receivers, newId: randomUUID };
    await watch(
      config,
      ports,
      heardBy(printingListener(print, clock.now), { observed: source.observed, changed: () => page?.changed() }),
      stop,
    );
  };
  const playing = play(atlasml, clock, signal, announce).finally(() => ended.abort());
  await Promise.all([playing, feedMemory(store, clock, stop), watching()]);
  await atlasml.kill();
  if (!signal.aborted) {
    print('\nThe checklist that comes each morning, had this been the day before:\n');
    const measured = { metrics: store, logs, kinds: store, store: store.state };
    const secrets = { changedMs: () => Promise.reject(new Error('there are no secrets here')) };
    await sendDigest('daily', config, { clock, ...measured, secrets, receivers, links: () => [] });
  }
  store.close();
  print(
    signal.aborted
      ? '\nStopped.'
      : `\nThe play of ${ACTS.length} acts is over. Watch your own: npx atlasml-monitor watch --url URL --log-file FILE`,
  );
}

/** A container's memory as an agent beside it would report it: about a tenth of its limit. */
async function feedMemory(store: SqliteStore, clock: ReturnType<typeof fastClock>, signal: AbortSignal): Promise<void> {
  const sample = (at: number) =>
    store.putSample(MEMORY.namespace, MEMORY.metric, MEMORY.dimensions, 11 + Math.sin(at / 600_000), at);
  for (let minutesAgo = 180; minutesAgo > 0; minutesAgo--) sample(clock.now() - minutesAgo * 60_000);
  while (!signal.aborted) {
    sample(clock.now());
    await clock.sleep(60_000);
  }
}
