import { command } from '../command.ts';
import { WHY_JSON, WHY_OPTIONS, WHY_POSITIONALS } from './why-options.ts';

export const why = command({
  name: 'why',
  summary: 'what the monitor knew in a minute, and why it told what',
  description:
    "Says for one minute what each check saw, each alarm's value against its threshold, which rule led and which lost, what explained what, and who was told and who was not. Of the deployed monitor, which is asked with your own rights; with --data of the one on this machine, both for 14 days; with FILE of a past log.",
  positionals: WHY_POSITIONALS,
  options: WHY_OPTIONS,
  json: WHY_JSON,
  examples: [
    { line: 'why 10:32', about: 'in that minute, UTC, of the deployed monitor' },
    { line: 'why 10:32 --data .atlasml-monitor', about: 'of the one on this machine' },
    { line: 'why 10:32 atlasml.log', about: 'if it had watched that log' },
    { line: 'why 2026-11-25T10:32 atlasml.log --alarm server-errors', about: 'one alarm, with its values' },
  ],
  async run({ options, positionals }, context) {
    const { whyRoute } = await import('../why/route.ts');
    return whyRoute('why', options, positionals, context);
  },
});
