import { command } from '../command.ts';
import { flag, text } from '../options.ts';
import { PAGE_OPTIONS } from './page-options.ts';
import { WATCH_JSON } from './watch-json.ts';

export const watch = command({
  name: 'watch',
  summary: 'the whole monitor on this machine',
  description:
    'Watches, decides, tells and remembers on this machine, by the configuration, until Ctrl-C ends it. With --url it watches one endpoint at once, and prints the messages unless receivers are configured.',
  options: {
    url: text('URL', 'this endpoint in place of those in the configuration'),
    'log-file': text('FILE', 'follow this log; logs.file of the configuration when it is left out'),
    cgroup: text('DIR', 'the cgroup v2 directory of the container, for its memory'),
    docker: text('NAME', 'ask the Docker Engine (or DOCKER_HOST) for the log, health, memory and end of this container'),
    data: text('DIR', 'the folder for all that must be kept; ./.atlasml-monitor when it is left out'),
    secrets: text('DIR', 'the folder with the secrets as files; /run/secrets when it is left out'),
    metrics: text('HOST:PORT', 'the address at which Prometheus can read what is known, such as 127.0.0.1:9464'),
    ...PAGE_OPTIONS,
    once: flag('run one round: the exit code says how it went'),
  },
  takesWhatIsRight: true,
  json: WATCH_JSON,
  examples: [
    { line: 'watch', about: 'by monitor.config.ts' },
    { line: 'watch --config atlasml.config.ts --data /var/lib/atlasml-monitor', about: 'as a service' },
    { line: 'watch --url http://localhost:8000/api/v1/health/ --log-file atlasml.log', about: 'one endpoint, at once' },
  ],
  async run({ options }, { configuration, environment, screen, isJson }) {
    const { watchCommand } = await import('../watch.ts');
    return watchCommand(options, configuration, environment, screen, isJson);
  },
});
