import { command } from '../command.ts';
import { flag, text, texts } from '../options.ts';

export const replay = command({
  name: 'replay',
  summary: 'what past logs would have told you, by these rules and by others',
  description:
    'Runs the whole monitor over past logs on a simulated clock, and prints the incidents with their messages. Nobody is told. Health is inferred from the log where no series is given. With --set or --against it prints what would be told differently. What the checks saw is kept, so that a second run reads no log again.',
  positionals: [{ name: 'FILE', about: 'a log file, compressed or not; several are one log; or a capsule', isRepeated: true }],
  options: {
    set: texts('KEY=VALUE', 'what if: another value in the configuration, such as thresholds.serverErrors=20'),
    against: text('FILE', 'what if: another configuration'),
    series: text('FILE', 'what probes and memory showed meanwhile, a JSON object a line (docs/replay.md)'),
    timezone: text('ZONE', 'the time zone of times that name none, such as Europe/Berlin'),
    markdown: flag('the difference, or the judgement, as a table for a pull request'),
    'fail-on-change': flag('exit code 1 when anything would be told differently'),
    suggest: flag('higher thresholds that would have saved pages, with what they would have cost'),
    check: flag(
      'compare with what the deployed monitor really told, or with --data the one on this machine, and say why they differ',
    ),
    data: text('DIR', 'what the monitor on this machine kept, as watch --data DIR runs it; with --check what it told'),
    'log-group': text('NAME', 'read this log group of CloudWatch; it says first what that costs, and asks you'),
    docker: text('NAME', 'read the log of this container'),
    since: text(
      'TIME',
      'from which time on: 7d for seven days ago, or a time; by default seven days of a log group, all of a container',
    ),
    yes: flag('read the log group without asking'),
    incidents: text('FILE', 'judge by what really happened: a list of incidents, YAML or JSON (docs/replay.md)'),
    fresh: flag('read the log again, and do not use what was kept'),
  },
  json: 'An object: incidents (openedAt, resolvedAt or null, cause, certain, short, standing, pages, and messages with at, receiver, kind and subject), inferred (what was not measured), pages and pagesAtNight; with --set or --against also changed, the incidents after, and difference; with --suggest suggestions; with --incidents the judgement: real, caught, medianSeconds, worstSeconds, told, toldReal, incidents, rules, causes, pagesForNothing; with --check check: alike, otherwise, onlyHere and onlyThere, each with here (the replay), there (what was told), how and reasons.',
  examples: [
    { line: 'replay atlasml.log', about: 'would it have paged you?' },
    { line: 'replay atlasml.log.1.gz atlasml.log --set thresholds.serverErrors=20', about: 'what if the threshold were 20' },
    { line: 'replay atlasml.log --against mine.config.ts --markdown --fail-on-change', about: 'in a pull request' },
    { line: 'replay atlasml.log --check --data .atlasml-monitor', about: 'is the replay right, and was the monitor?' },
    { line: 'replay --log-group atlasml --since 7d', about: 'the last week in AWS' },
    {
      line: 'replay --data .atlasml-monitor --set thresholds.serverErrors=20',
      about: 'what it saw here, decided by another threshold',
    },
    { line: 'replay atlasml.log --incidents incidents.yaml', about: 'what of it was real, and what was missed' },
  ],
  async run({ options, positionals }, { configuration, screen, environment, stdin }) {
    const [{ replayCommand }, { inputAlike }] = await Promise.all([import('../replay/command.ts'), import('../each-service.ts')]);
    const { 'fail-on-change': failOnChange, 'log-group': logGroup, check, data, ...rest } = options;
    const asked = { ...rest, ...(logGroup !== undefined && { logGroup }) };
    if (check) {
      const { checkRoute } = await import('../replay/check-route.ts');
      const one = { input: await configuration.input(), config: await configuration.checked() };
      const all = { ...asked, ...(data !== undefined && { data }), ...(failOnChange && { failOnChange }), files: positionals };
      return checkRoute(all, one, { screen, environment, stdin });
    }
    const input = () => inputAlike(configuration, (one) => one);
    const source = { ...asked, ...(data !== undefined && { data }), files: positionals };
    return replayCommand({ ...source, ...(failOnChange && { failOnChange }) }, input, { screen, environment, stdin });
  },
});
