import { command } from '../command.ts';
import { number } from '../options.ts';
import { PAGE_OPTIONS } from './page-options.ts';
import { WATCH_JSON } from './watch-json.ts';

export const demo = command({
  name: 'demo',
  summary: 'a simulated AtlasML through its troubles, on a fast clock',
  description:
    'Plays a simulated AtlasML through its troubles, watched by the functions that run in AWS. It needs no AWS, and sends nothing. On a terminal its page stays until Ctrl-C, with a button for each trouble; in a pipe it ends with the play, within a minute.',
  options: {
    speed: number('N', 'how many times as fast as real time; 60 when it is left out', { from: 1, to: 600 }),
    ...PAGE_OPTIONS,
  },
  isWithoutConfiguration: true,
  json: WATCH_JSON,
  examples: [
    { line: 'demo', about: 'in about a minute' },
    { line: 'demo --speed 20', about: 'slower, so that you can read it' },
  ],
  async run({ options }, { screen, environment, isJson }) {
    const { demoCommand } = await import('../demo.ts');
    return demoCommand(options, screen, environment, isJson);
  },
});
