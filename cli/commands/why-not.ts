import { command } from '../command.ts';
import { WHY_JSON, WHY_OPTIONS, WHY_POSITIONALS } from './why-options.ts';

export const whyNot = command({
  name: 'why-not',
  summary: 'why the monitor told nobody in a minute',
  description:
    'Says for one minute why nobody was told: no alarm was on and which was nearest, a grace, a silence, a receiver that failed, or nothing new; and then all that why says. Of the deployed monitor, with --data of the one on this machine, with FILE of a past log.',
  positionals: WHY_POSITIONALS,
  options: WHY_OPTIONS,
  json: WHY_JSON,
  examples: [
    { line: 'why-not 10:32 --data .atlasml-monitor', about: 'of the monitor on this machine; without it of the deployed one' },
    { line: 'why-not 10:32 atlasml.log', about: 'if it had watched that log' },
    { line: 'why-not 2026-11-25T10:32 atlasml.log --alarm server-errors', about: 'one alarm, with its values' },
  ],
  async run({ options, positionals }, context) {
    const { whyRoute } = await import('../why/route.ts');
    return whyRoute('why-not', options, positionals, context);
  },
});
