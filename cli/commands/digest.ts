import { command } from '../command.ts';

export const digest = command({
  name: 'digest',
  summary: 'the checklist as of now, printed and sent to nobody',
  description:
    'Asks the deployed monitor for its checklist as of now, and prints it. Nobody is sent anything. The exit code is 1 when it must be opened.',
  positionals: [{ name: 'KIND', about: 'which checklist; daily when it is left out', choices: ['daily', 'weekly', 'monthly'] }],
  options: {},
  json: 'An object: kind, mustBeOpened (true or false), subject and text.',
  examples: [
    { line: 'digest', about: 'of the day' },
    { line: 'digest monthly --environment staging', about: 'of the month, in another environment' },
  ],
  async run({ positionals }, { configuration }) {
    const [{ digestCommand }, { askForDigest }, { forEachService }] = await Promise.all([
      import('../digest.ts'),
      import('../../functions/shared/aws/digest-preview.ts'),
      import('../each-service.ts'),
    ]);
    return forEachService(configuration, async (one) =>
      digestCommand(positionals[0] ?? 'daily', await one.checked(), askForDigest),
    );
  },
});
