import { command } from '../command.ts';
import { flag, text } from '../options.ts';

export const sendTest = command({
  name: 'send-test',
  summary: 'a marked test through every receiver',
  description:
    'Sends a message that is marked as a test through every receiver of the deployed monitor. The monitor itself does it, with what it was deployed with: its configuration, its rights, its secrets. With --here it goes through those that watch has on this machine. Of each receiver it says whether it took the message, did not take it, or perhaps took it, where its answer was lost.',
  options: {
    here: flag('the receivers of this machine'),
    secrets: text('DIR', 'with --here: the folder with the secrets as files; /run/secrets when it is left out'),
  },
  json: 'An object: receivers, each with receiver (its name), well (true or false), taken (yes, no, or perhaps where the answer was lost) and said; doubts, what is known to be wrong behind a receiver; and notes.',
  examples: [
    { line: 'send-test', about: 'the deployed monitor' },
    { line: 'send-test --here --secrets /run/secrets', about: 'this machine' },
  ],
  async run({ options }, { configuration, environment }) {
    const [{ sendTestCommand, sendTestHere }, config] = await Promise.all([import('../send-test.ts'), configuration.checked()]);
    if (options.here) return sendTestHere(config, environment, options.secrets);
    // The AWS SDK is loaded for the commands that need it.
    const { askForTest } = await import('../../functions/shared/aws/reporter-command.ts');
    return sendTestCommand(config, askForTest);
  },
});
