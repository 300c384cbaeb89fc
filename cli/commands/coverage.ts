import { command } from '../command.ts';
import { flag, number, text, texts } from '../options.ts';

export const coverage = command({
  name: 'coverage',
  summary: 'which sicknesses of AtlasML you would be told of, and how soon',
  description:
    'Injects each sickness of AtlasML that is known into quiet minutes of a log, or of a healthy log that comes with the package, and replays it: who would be told, after how long, with which cause; and why one is not seen. It takes a minute.',
  positionals: [{ name: 'FILE', about: 'your own log, compressed or not; several are one log', isRepeated: true }],
  options: {
    'fail-under': number('PERCENT', 'exit code 1 when a smaller part of them is told', { from: 0, to: 100 }),
    set: texts('KEY=VALUE', 'what if: another value in the configuration, such as thresholds.serverErrors=50'),
    timezone: text('ZONE', 'the time zone of times that name none, such as Europe/Berlin'),
    fresh: flag('read the log again, and do not use what was kept'),
  },
  json: 'An object: sicknesses (name, told, seconds, cause, isRight, whyNot), told, of, medianSeconds, late, and quiet: what nobody has to be told of, with isPaged.',
  examples: [
    { line: 'coverage', about: 'by monitor.config.ts' },
    { line: 'coverage atlasml.log --fail-under 90', about: 'in your own log, in a pipeline' },
    { line: 'coverage --set thresholds.serverErrors=50', about: 'what a threshold costs' },
  ],
  async run({ options, positionals }, { configuration, screen, environment }) {
    const [{ coverageCommand }, { inputAlike }] = await Promise.all([
      import('../coverage/command.ts'),
      import('../each-service.ts'),
    ]);
    const { 'fail-under': failUnder, ...asked } = options;
    const input = await inputAlike(configuration, (one) => one);
    return coverageCommand({ ...asked, ...(failUnder !== undefined && { failUnder }), files: positionals }, input, {
      screen,
      environment,
    });
  },
});
