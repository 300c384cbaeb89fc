import { command } from '../command.ts';
import { flag, text } from '../options.ts';

export const sendTest = command({
  name: 'send-test',
  summary: 'a marked test through every receiver',
  description:
    'Sends a message that is marked as a test through every receiver of the deployed monitor, with your own rights in AWS; with --here through those that watch has on this machine.',
  options: {
    here: flag('the receivers of this machine'),
    secrets: text('DIR', 'with --here: where secrets stand in files; /run/secrets when it is left out'),
    topic: text('ARN', 'the SNS topic of the e-mails, when it cannot be found by its name'),
    'slack-parameter': text('NAME', 'the parameter that holds the webhook of Slack'),
  },
  json: 'An object: receivers, each with receiver (its name), well (true or false) and said; and notes.',
  examples: [
    { line: 'send-test', about: 'the deployed monitor' },
    { line: 'send-test --here --secrets /run/secrets', about: 'this machine' },
  ],
  async run({ options }, { configuration, environment }) {
    // The AWS SDK is loaded for the commands that need it.
    const { sendTestCommand } = await import('../send-test.ts');
    return sendTestCommand(options, await configuration.checked(), environment);
  },
});
