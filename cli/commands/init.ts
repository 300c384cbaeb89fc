import { command } from '../command.ts';
import { flag, text } from '../options.ts';

export const init = command({
  name: 'init',
  summary: 'write a configuration from what is found on this machine',
  description:
    "Writes monitor.config.ts from what it finds: AtlasML's container and its log from the Docker Engine, the health check by trying where it may be, whom to tell from the variables ATLASML_MONITOR_… of this machine. It asks you nothing and overwrites nothing. What it did not find is in the file as a comment that says what to write. Of secrets it writes only the names.",
  options: {
    output: text('FILE', 'what to write; monitor.config.ts when it is left out'),
    print: flag('print it, and write nothing'),
    url: text('URL', 'the health check, if it cannot be found'),
    docker: text('NAME', "AtlasML's container, if its name does not show which it is"),
    environment: text('NAME', 'the name in messages, such as staging; production when it is left out'),
    secrets: text('DIR', 'the folder with the secrets as files; /run/secrets when it is left out'),
  },
  json: 'An object: file (what was written), configuration, missing (what, why, isNeeded) and text, the file itself.',
  isWithoutConfiguration: true,
  examples: [
    { line: 'init', about: 'on the machine on which AtlasML runs' },
    { line: 'init --print', about: 'only look' },
    { line: 'init --output staging.config.ts --docker atlasml-staging', about: 'another container, another file' },
  ],
  async run({ options }, { environment, screen }) {
    const [{ initCommand }, { look }] = await Promise.all([import('../init/command.ts'), import('../init/look.ts')]);
    return initCommand(options, { screen, look: () => look(options, environment) });
  },
});
