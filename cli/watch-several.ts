import { randomUUID } from 'node:crypto';
import { systemClock } from '../functions/shared/clock.ts';
import type { BrokenService } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { notWatchedSource } from '../local/page/not-watched-source.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { tellNotWatched } from '../local/watch/not-watched.ts';
import { runOnce, runReal } from '../local/watch/real.ts';
import { labelled, type Watched, watchSideBySide } from '../local/watch/side-by-side.ts';
import type { Print } from '../local/watch/terminal.ts';
import { beside, openPage } from './page.ts';
import { beginning, prepared, ROUND_CODES, type WatchAsked } from './prepared-watch.ts';
import { type Outcome, UsageError } from './usage-error.ts';

export interface Several {
  services: MonitorConfig[];
  /** Those that cannot be watched, for their part of the configuration is wrong. */
  broken?: BrokenService[];
  values: WatchAsked;
  /** The variables of the process. */
  environment: NodeJS.ProcessEnv;
  print: Print;
  /** Of the configuration. */
  file?: string | undefined;
}

/** Of these each service has its own, in the configuration. */
const OF_ONE = ['log-file', 'cgroup', 'docker', 'metrics'] as const;

/** Watches each service by itself in this process, until the stop. */
export async function watchEach(several: Several, signal: AbortSignal): Promise<Outcome> {
  const { services, broken = [], values, environment, print, file } = withoutOptionsOfOne(several);
  const secrets = machineSecrets({ environment, directory: values.secrets });
  const page = await openPage(values, secrets, print);
  for (const config of services) page?.show(notWatchedSource(config, systemClock));
  const watched = services.map(
    (config): Watched => ({
      slug: config.slug,
      async run(printOwn) {
        const options = await prepared(config, values, environment, printOwn, file);
        printOwn(beginning(options));
        await runReal({ ...options, signal, ...(page && { beside: beside(page) }) });
      },
    }),
  );
  const ports = { secrets, clock: systemClock, newId: randomUUID };
  const notWatched = async (slug: string, error: Error) => {
    const about = services.find((config) => config.slug === slug);
    if (about) await tellNotWatched({ about, why: error.message, todo: TRIED_AGAIN }, services, ports);
  };
  const count = services.length === 1 ? '1 service' : `${services.length} services`;
  print(`Watching ${count}: ${services.map(({ slug }) => slug).join(', ')}. Ctrl-C ends it.`);
  for (const about of broken) print(`${about.slug} is not watched: ${about.error.message}`);
  const tellOfBroken = async () => {
    for (const about of broken)
      await tellNotWatched({ about, why: about.error.message, todo: MEND }, services, ports).catch((error: Error) =>
        print(`nobody could be told that ${about.slug} is not watched: ${error.message}`),
      );
  };
  await Promise.all([tellOfBroken(), watchSideBySide(watched, { print, clock: systemClock, notWatched }, signal)]);
  await page?.close();
  print('Stopped.');
  return { text: '', code: broken.length > 0 ? 1 : 0 };
}

const TRIED_AGAIN = 'Fix what is said here. The monitor tries again each minute by itself.';
const MEND = 'Fix the configuration, and start the monitor again.';

/** One round of each: the exit code is that of the worst. A service that cannot be watched is unknown. */
export async function onceEach(several: Several): Promise<Outcome> {
  const { services, broken = [], values, environment, print, file } = withoutOptionsOfOne(several);
  for (const { slug, error } of broken) print(`${slug} is not watched: ${error.message}`);
  const width = Math.max(...services.map(({ slug }) => slug.length));
  const { signal } = new AbortController();
  const rounds = await Promise.all(
    services.map(async (config) => {
      const printOwn = labelled(print, config.slug, width);
      try {
        const round = await runOnce({ ...(await prepared(config, values, environment, printOwn, file)), signal });
        printOwn.event?.({ kind: 'round', round });
        return round;
      } catch (error) {
        printOwn(`failed: ${(error as Error).message}`);
        printOwn.event?.({ kind: 'round', round: 'unknown' });
        return 'unknown';
      }
    }),
  );
  const all = [...rounds, ...broken.map(() => 'unknown' as const)];
  const worst = (['bad', 'unknown', 'well'] as const).find((round) => all.includes(round)) ?? 'well';
  return { text: '', code: ROUND_CODES[worst] };
}

/** @throws UsageError for an option that would be every service's. */
function withoutOptionsOfOne(several: Several): Several {
  const { values, services } = several;
  const given = OF_ONE.filter((option) => values[option] !== undefined).map((option) => `--${option}`);
  if (given.length === 0) return several;
  throw new UsageError(
    `${given.join(' and ')}: say which service with --service NAME; there are ${services.map(({ slug }) => slug).join(', ')}`,
  );
}
