import { command } from '../command.ts';
import { text } from '../options.ts';

export const load = command({
  name: 'load',
  summary: 'requests to one endpoint at a fixed rate, and how long they take',
  description:
    'Sends requests to one endpoint at a fixed rate. Each is sent at its time, even if those before it have no answer yet. Says how long they took from that time on, which failed, and what the health check said meanwhile. The method, headers and body are those of the endpoint of the configuration with that URL; any other URL is asked by GET. At most 50 a second, for 600 seconds, and 10,000 requests in all. They reach a real service: if a request costs money there, it is really paid.',
  positionals: [{ name: 'URL', about: 'the URL to ask', isRequired: true }],
  options: {
    rate: text('N/s', 'how many requests a second, such as 2/s; must be given'),
    duration: text('SECONDS', 'for how long; must be given'),
    endpoint: text('NAME', 'which endpoint, where several in the configuration have that URL'),
    health: text('URL', 'the health check to ask each second; that of the same host in the configuration when it is left out'),
    secrets: text('DIR', 'the folder with the secrets as files; /run/secrets when it is left out'),
  },
  json: 'An object: target, asked, isEndedEarly, sent, well, failed, unanswered, notSent, errors (kind, count, sentence), took (p50 to p99.9 and longest, in ms), tookWhenWell, latestSendMs, and health: url, probes, well, took, notWell.',
  examples: [
    { line: 'load https://atlasml.example.org/api/v1/competency/suggest --rate 2/s --duration 30', about: 'what users ask' },
    {
      line: 'load http://localhost:8000/api/v1/health/ --rate 10/s --duration 60 --json',
      about: 'the health check, for a program',
    },
  ],
  async run({ options, positionals }, { configuration, environment, screen }) {
    const [{ loadCommand }, { machineSecrets }, { interrupted }] = await Promise.all([
      import('../load/command.ts'),
      import('../../local/watch/machine-secrets.ts'),
      import('../interrupted.ts'),
    ]);
    const secrets = machineSecrets({ environment, directory: options.secrets });
    const signal = interrupted();
    return loadCommand({ ...options, url: positionals[0] ?? '' }, { configuration, secrets, screen, signal });
  },
});
