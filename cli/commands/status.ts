import { command } from '../command.ts';
import { flag, text } from '../options.ts';

export const status = command({
  name: 'status',
  summary: 'how AtlasML is now',
  description:
    'Says in one sentence how AtlasML is now, and below it endpoints, memory and CPU, requests, alarms, the open incident, the last errors, silences and planned windows. Asks the deployed monitor; with --data it reads what the monitor on this machine wrote. Never says well when something is unknown or old.',
  options: {
    data: text('DIR', 'the monitor on this machine, as watch --data DIR runs it'),
    watch: flag('draw it again every five seconds until Ctrl-C'),
  },
  json: 'An object: verdict (well, not well or unknown) and sentence, endpoints, resources, requests, errors, uptime, alarms, incident, silence, windows, notices (of the store), watcher (who watches) and unknown (what could not be seen, a sentence each). What can be unknown has state (known or unknown) and reason. Times are milliseconds since 1970. With --watch one object a line.',
  examples: [
    { line: 'status', about: 'of the deployed monitor' },
    { line: 'status --data .atlasml-monitor --watch', about: 'of this machine, drawn again and again' },
    { line: 'status --json', about: 'for a program; the exit code is 0 well, 1 not well, 3 unknown' },
  ],
  async run({ options }, { configuration, screen, isJson }) {
    const [{ statusCommand }, { clockUntil, interrupted }] = await Promise.all([
      import('../status/command.ts'),
      import('../interrupted.ts'),
    ]);
    const signal = options.watch ? interrupted() : new AbortController().signal;
    const clock = clockUntil(signal);
    // A screen that is drawn again and again has room for one.
    const services = options.watch ? [configuration] : await configuration.each();
    const configs = await Promise.all(services.map((one) => one.checked()));
    return statusCommand({ ...options, json: isJson }, configs, {
      screen,
      clock,
      signal,
      here: async (directory, config) => (await import('../status/here.ts')).viewHere(directory, config, clock.now),
      // The AWS SDK is loaded for the commands that need it.
      deployed: async (config) => (await import('../status/deployed.ts')).openDeployed(config, clock),
    });
  },
});
