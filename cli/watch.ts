import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { runOnce, runReal } from '../local/watch/real.ts';
import type { Print } from '../local/watch/terminal.ts';
import type { Configuration } from './configuration.ts';
import { eventPrint } from './event-print.ts';
import { beside, openPage } from './page.ts';
import { beginning, prepared, ROUND_CODES, type WatchAsked } from './prepared-watch.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import type { Outcome } from './usage-error.ts';
import { onceEach, watchEach } from './watch-several.ts';

/** `watch`: the whole monitor on this machine. Ctrl-C and SIGTERM end it when what runs is finished. */
export async function watchCommand(
  values: WatchAsked,
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
  screen: Pick<Screen, 'print' | 'data'>,
  isJson = false,
): Promise<Outcome> {
  const print = isJson ? eventPrint(screen) : coloured(screen);
  const { url, once = false } = values;
  const { configs, broken } =
    url === undefined ? await configuration.right() : { configs: [await quick(url, configuration)], broken: [] };
  const [only, ...others] = configs;
  if (!only || others.length > 0 || broken.length > 0) {
    const several = { services: configs, broken, values, environment, print, file: configuration.file };
    return once ? onceEach(several) : watchEach(several, stopSignal(print));
  }
  const options = await prepared(only, values, environment, print, configuration.file);
  if (once) {
    const round = await runOnce({ ...options, signal: new AbortController().signal });
    print.event?.({ kind: 'round', round });
    return { text: '', code: ROUND_CODES[round] };
  }
  // First whether it can be served as it is asked for, then what is watched.
  const ofPage: string[] = [];
  const page = await openPage(values, options.secrets, (line) => ofPage.push(line));
  print(`${beginning(options)} Ctrl-C ends it.\n`);
  for (const line of ofPage) print(line);
  try {
    await runReal({ ...options, signal: stopSignal(print), ...(page && { beside: beside(page) }) });
  } finally {
    await page?.close();
  }
  print('Stopped.');
  return { text: '', code: 0 };
}

/** One endpoint, watched at once; whom to tell is taken from the configuration. */
async function quick(url: string, { input, environment }: Configuration): Promise<MonitorConfig> {
  const { service, smtp, email, slack, teams, pagerduty, ntfy, webhook, routes, timezone, runbookUrl, thresholds } =
    await input();
  const kept = { service, smtp, email, slack, teams, pagerduty, ntfy, webhook, routes, timezone, runbookUrl, thresholds };
  const whole = {
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    environment: environment ?? 'local',
    endpoints: [{ name: 'health', url }],
  };
  const givenBy = { 'endpoints[0].url': '--url', ...(environment !== undefined && { environment: '--environment' }) };
  return resolveConfig(whole, 'The command line', givenBy);
}

/** Red for what went wrong and green for what is well again. */
function coloured(screen: Pick<Screen, 'print'>): Print {
  return (line) => {
    const isBad = /-> ALARM| {2}failed: | {2}down: /.test(line);
    const isGood = /-> OK| {2}up: /.test(line);
    screen.print(line, isBad ? 'red' : isGood ? 'green' : undefined);
  };
}
