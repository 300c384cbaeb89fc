import { command } from '../command.ts';
import { text } from '../options.ts';
import { DATA } from './order-options.ts';

export const digest = command({
  name: 'digest',
  summary: 'the checklist as of now, printed and sent to nobody',
  description:
    'Asks the deployed monitor for its checklist as of now, or with --data fills it in from what the monitor on this machine wrote, and prints it. Nobody is sent anything. The exit code is 1 when it must be opened.',
  positionals: [{ name: 'KIND', about: 'which checklist; daily when it is left out', choices: ['daily', 'weekly', 'monthly'] }],
  options: { data: text('DIR', DATA) },
  json: 'An object: kind, mustBeOpened (true or false), subject and text.',
  examples: [
    { line: 'digest', about: 'of the day' },
    { line: 'digest weekly --data .atlasml-monitor', about: 'of the week, on this machine' },
    { line: 'digest monthly --environment staging', about: 'of the month, in another environment' },
  ],
  async run({ options: { data }, positionals }, { configuration, environment }) {
    const [{ digestCommand, digestHereCommand }, { forEachService }] = await Promise.all([
      import('../digest.ts'),
      import('../each-service.ts'),
    ]);
    const kind = positionals[0] ?? 'daily';
    if (data !== undefined)
      return forEachService(configuration, async (one) => digestHereCommand(kind, await one.checked(), data, environment));
    const { askForDigest } = await import('../../functions/shared/aws/digest-preview.ts');
    return forEachService(configuration, async (one) => digestCommand(kind, await one.checked(), askForDigest));
  },
});
