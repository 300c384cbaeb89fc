import { command } from '../command.ts';
import { WHY_JSON, WHY_OPTIONS, WHY_POSITIONALS } from './why-options.ts';

export const why = command({
  name: 'why',
  summary: 'what the monitor knew in a minute of a past log, and why it told what',
  description:
    "Says for one minute of a past log what each check saw, each alarm's value against its threshold, which rule led and which lost, what explained what, and who was told and who was not.",
  positionals: WHY_POSITIONALS,
  options: WHY_OPTIONS,
  json: WHY_JSON,
  examples: [
    { line: 'why 10:32 atlasml.log', about: 'in that minute, UTC' },
    { line: 'why 2026-11-25T10:32 atlasml.log --alarm server-errors', about: 'one alarm, with its values' },
  ],
  async run({ options, positionals: [time, ...files] }, { configuration, screen, environment }) {
    const [{ whyCommand }, { inputAlike }] = await Promise.all([import('../why/command.ts'), import('../each-service.ts')]);
    const input = await inputAlike(configuration, (one) => one);
    return whyCommand('why', { ...options, time, files }, input, { screen, environment });
  },
});
