import { command } from '../command.ts';
import { text } from '../options.ts';
import { BY, DATA, ORDER_JSON } from './order-options.ts';

export const ack = command({
  name: 'ack',
  summary: 'somebody works on the open incident: no more reminders are sent',
  description:
    'Says that somebody works on the open incident, so that no more reminders are sent. Asks the deployed monitor; with --data the one that runs on this machine.',
  options: { by: text('NAME', BY), data: text('DIR', DATA) },
  json: ORDER_JSON,
  examples: [
    { line: 'ack', about: 'you work on it' },
    { line: 'ack --by anna --data .atlasml-monitor', about: 'anna works on it, at the monitor of this machine' },
  ],
  async run({ options }, { configuration }) {
    const [{ ackCommand }, { askReporter }] = await Promise.all([
      import('../silence.ts'),
      import('../../functions/shared/aws/reporter-command.ts'),
    ]);
    return ackCommand(options, await configuration.checked(), askReporter);
  },
});
