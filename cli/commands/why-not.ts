import { command } from '../command.ts';
import { WHY_JSON, WHY_OPTIONS, WHY_POSITIONALS } from './why-options.ts';

export const whyNot = command({
  name: 'why-not',
  summary: 'why the monitor told nobody in a minute of a past log',
  description:
    'Says for one minute of a past log why nobody was told: no alarm was on and which was nearest, a grace, a silence, or nothing new; and then all that why says.',
  positionals: WHY_POSITIONALS,
  options: WHY_OPTIONS,
  json: WHY_JSON,
  examples: [
    { line: 'why-not 10:32 atlasml.log', about: 'in that minute, UTC' },
    { line: 'why-not 2026-11-25T10:32 atlasml.log --alarm server-errors', about: 'one alarm, with its values' },
  ],
  async run({ options, positionals: [time, ...files] }, { configuration, screen, environment }) {
    const [{ whyCommand }, { inputAlike }] = await Promise.all([import('../why/command.ts'), import('../each-service.ts')]);
    const input = await inputAlike(configuration, (one) => one);
    return whyCommand('why-not', { ...options, time, files }, input, { screen, environment });
  },
});
