import { command } from '../command.ts';
import { number } from '../options.ts';

export const cost = command({
  name: 'cost',
  summary: 'what the deployed monitor costs a month',
  description: 'Estimates what the monitor of this configuration costs a month in AWS, before the free tier.',
  options: { 'log-gb-a-day': number('N', 'how much AtlasML logs a day, in GB', { from: 0 }) },
  json: 'An object: items, each with what and usd; totalUsd; and text, the same in words. Of several services: services, each with slug and the same; totalUsd; and text.',
  examples: [
    { line: 'cost', about: 'with the usual amount of log' },
    { line: 'cost --log-gb-a-day 2.5', about: 'with yours' },
  ],
  async run({ options }, { configuration }) {
    const { costCommand } = await import('../cost.ts');
    const each = await configuration.each();
    return costCommand(options['log-gb-a-day'], await Promise.all(each.map((one) => one.checked())));
  },
});
