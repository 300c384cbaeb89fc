import { command } from '../command.ts';
import { text } from '../options.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'whether all that the monitor needs is there, and what to fix',
  description:
    'Looks at the endpoints, the container and its log, the receivers and the monitor itself, on this machine and in AWS, and says of each OK, FAIL with what to do, or SKIP with why it could not be looked at. It changes nothing and sends nothing to people.',
  options: {
    only: text('PLACE', 'look only there: here or aws; at both when it is left out', ['here', 'aws']),
    docker: text('NAME', "AtlasML's container; docker.container of the configuration when it is left out"),
    'log-file': text('FILE', 'the log, where no container is configured; logs.file when it is left out'),
    data: text('DIR', 'what the monitor on this machine keeps; ./.atlasml-monitor when it is left out'),
    secrets: text('DIR', 'the folder with the secrets as files; /run/secrets when it is left out'),
  },
  json: 'An object: items, a list, each with item, where (here or AWS), state (OK, FAIL or SKIP), fact, and fix for FAIL.',
  examples: [
    { line: 'doctor', about: 'this machine and the deployed monitor' },
    { line: 'doctor --only here --config staging.config.ts', about: 'only this machine, with another configuration' },
  ],
  async run({ options }, { configuration, environment }) {
    const [{ doctorCommand }, { forEachService }] = await Promise.all([
      import('../doctor/command.ts'),
      import('../each-service.ts'),
    ]);
    const { lookHere, lookInAws } = await import('../doctor/open.ts');
    const { only } = options;
    return forEachService(configuration, async (one) => {
      const config = await one.checked();
      return doctorCommand([
        ...(only === 'aws' ? [] : [lookHere(options, config, environment)]),
        ...(only === 'here' ? [] : [lookInAws(config, only === 'aws')]),
      ]);
    });
  },
});
