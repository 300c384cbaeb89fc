import { command } from '../command.ts';
import { text } from '../options.ts';
import { BY, DATA, ORDER_JSON } from './order-options.ts';

export const ack = command({
  name: 'ack',
  summary: 'somebody is on the open incident: it reminds nobody any more',
  description:
    'Says that somebody is on the open incident, so that it reminds nobody any more. Asks the deployed monitor; with --data the one that runs on this machine.',
  options: { by: text('NAME', BY), data: text('DIR', DATA) },
  json: ORDER_JSON,
  examples: [
    { line: 'ack', about: 'you are on it' },
    { line: 'ack --by anna --data .atlasml-monitor', about: 'anna is, at the monitor of this machine' },
  ],
  async run({ options }, { configuration }) {
    const [{ ackCommand }, { askReporter }] = await Promise.all([
      import('../silence.ts'),
      import('../../functions/shared/aws/reporter-command.ts'),
    ]);
    return ackCommand(options, await configuration.checked(), askReporter);
  },
});
