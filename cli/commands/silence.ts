import { command } from '../command.ts';
import { flag, text } from '../options.ts';
import { BY, DATA, ORDER_JSON } from './order-options.ts';

export const silence = command({
  name: 'silence',
  summary: 'tell nobody for a time, such as during a deploy',
  description:
    'For the time that --for names nobody is told. A pipeline can use it, too. What begins meanwhile is told afterwards, if it lasts. Asks the deployed monitor; with --data the one that runs on this machine.',
  options: {
    for: text('TIME', 'how long: minutes or hours up to a day, such as 10m or 2h'),
    why: text('TEXT', 'the reason: it is shown with what happened meanwhile'),
    end: flag('end the silence now'),
    by: text('NAME', BY),
    data: text('DIR', DATA),
  },
  json: ORDER_JSON,
  examples: [
    { line: 'silence --for 10m --why deploy', about: 'before a deploy' },
    { line: 'silence --end', about: 'when the deploy is done earlier' },
    { line: 'silence --for 2h --why "new disk" --data .atlasml-monitor', about: 'at the monitor of this machine' },
  ],
  async run({ options }, { configuration }) {
    const [{ silenceCommand }, { askReporter }] = await Promise.all([
      import('../silence.ts'),
      import('../../functions/shared/aws/reporter-command.ts'),
    ]);
    return silenceCommand(options, await configuration.checked(), askReporter);
  },
});
