import { command } from '../command.ts';
import { number, text } from '../options.ts';

export const checkHealth = command({
  name: 'check health',
  summary: 'ask the endpoints once, with the time of each phase',
  description: 'Asks the endpoints of the configuration once from this machine, or one that is named, and judges the answers.',
  options: {
    url: text('URL', 'this endpoint in place of those in the configuration'),
    attempts: number('N', 'how many times to ask before it counts as down'),
  },
  json: 'The observation: endpoints, each with endpoint (its name), verdict (up, down, degraded or unknown), sentence, components, attempts and timings in ms.',
  examples: [
    { line: 'check health', about: 'the endpoints of the configuration' },
    { line: 'check health --url https://atlasml.example.org/api/v1/health/', about: 'one that is in no file' },
  ],
  async run({ options }, { configuration, environment }) {
    const { checkHealthCommand } = await import('../check-health.ts');
    if (options.url !== undefined) return checkHealthCommand(options, configuration, environment);
    const { forEachService } = await import('../each-service.ts');
    return forEachService(configuration, (one) => checkHealthCommand(options, one, environment));
  },
});
