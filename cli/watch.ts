import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import type { Observation } from '../functions/shared/observation.ts';
import { runOnce, runReal } from '../local/watch/real.ts';
import type { Configuration } from './configuration.ts';
import { beginning, type Prepared, prepared, ROUND_CODES, type WatchAsked } from './prepared-watch.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { type Outcome, UsageError } from './usage-error.ts';
import { onceEach, watchEach } from './watch-several.ts';

/** `watch`: the whole monitor on this machine. Ctrl-C and SIGTERM end it when what runs is finished. */
export async function watchCommand(
  values: WatchAsked,
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
  screen: Pick<Screen, 'print' | 'complain'>,
  isJson = false,
): Promise<Outcome> {
  const { url, once = false } = values;
  if (isJson && !once) throw new UsageError('--json prints one round: add --once');
  // What is told beside the result goes to standard error.
  const print = isJson ? (line: string) => screen.complain(line) : coloured(screen);
  const services = await Promise.all(
    url === undefined ? (await configuration.each()).map((one) => one.checked()) : [quick(url, configuration)],
  );
  const [only, ...others] = services;
  if (isJson && others.length > 0) throw new UsageError('--json prints the round of one service: name it with --service');
  if (!only || others.length > 0) {
    const several = { services, values, environment, print };
    return once ? onceEach(several) : watchEach(several, stopSignal(print));
  }
  const options = await prepared(only, values, environment, print);
  if (once) return oneRound(only.slug, options, isJson);
  print(`${beginning(options)} Ctrl-C ends it.\n`);
  await runReal({ ...options, signal: stopSignal(print) });
  print('Stopped.');
  return { text: '', code: 0 };
}

/** One round; with `--json` all that was observed in it is printed. */
async function oneRound(service: string, options: Prepared, isJson: boolean): Promise<Outcome> {
  const observations: Observation[] = [];
  const failed: { what: string; reason: string }[] = [];
  const round = await runOnce({
    ...options,
    signal: new AbortController().signal,
    onObserved: (observation) => void observations.push(observation),
    onFailed: (what, { message: reason }) => void failed.push({ what, reason }),
  });
  return { text: '', code: ROUND_CODES[round], ...(isJson && { json: { service, round, observations, failed } }) };
}

/** One endpoint, watched at once; whom to tell is taken from the configuration. */
async function quick(url: string, { input, environment }: Configuration): Promise<MonitorConfig> {
  const { service, smtp, email, slack, timezone, runbookUrl, thresholds } = await input();
  const kept = { service, smtp, email, slack, timezone, runbookUrl, thresholds };
  const whole = {
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    environment: environment ?? 'local',
    endpoints: [{ name: 'health', url }],
  };
  const givenBy = { 'endpoints[0].url': '--url', ...(environment !== undefined && { environment: '--environment' }) };
  return resolveConfig(whole, 'The command line', givenBy);
}

/** Red for what went wrong and green for what is well again. */
function coloured(screen: Pick<Screen, 'print'>): (line: string) => void {
  return (line) => {
    const isBad = /-> ALARM| {2}failed: | {2}down: /.test(line);
    const isGood = /-> OK| {2}up: /.test(line);
    screen.print(line, isBad ? 'red' : isGood ? 'green' : undefined);
  };
}
