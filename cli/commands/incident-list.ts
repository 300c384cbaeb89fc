import { command } from '../command.ts';
import type { Configuration } from '../configuration.ts';
import { flag, text } from '../options.ts';
import type { Outcome } from '../usage-error.ts';
import { DATA } from './order-options.ts';

export const incidentList = command({
  name: 'incident list',
  summary: 'the incidents, the newest first',
  description: 'Lists the incidents that the deployed monitor knows, or with --data the one on this machine, the newest first.',
  options: { data: text('DIR', DATA), yaml: flag('as a list of what really happened, for replay --incidents') },
  json: 'A list of objects: id, openedMs and resolvedMs (milliseconds since 1970; resolvedMs is missing while it is open), worst (DOWN, ALERT, WARN or silent) and short.',
  examples: [
    { line: 'incident list', about: 'all that is known' },
    { line: 'incident list --data .atlasml-monitor', about: 'of this machine' },
    { line: 'incident list --yaml > incidents.yaml', about: 'a file to correct, then for replay --incidents' },
    { line: 'incident list --json --config staging.config.ts', about: 'of another configuration, for a program' },
  ],
  async run({ options: { data, yaml } }, { configuration }) {
    const [{ deployedIncidents, incidentListCommand, incidentYamlCommand }, { forEachService }] = await Promise.all([
      import('../incident/command.ts'),
      import('../each-service.ts'),
    ]);
    // Lists of several services would be one no more.
    const each = async (run: (one: Configuration) => Promise<Outcome>) =>
      yaml ? run(configuration) : forEachService(configuration, run);
    const list = yaml ? incidentYamlCommand : incidentListCommand;
    if (data === undefined) {
      const ports = await deployedIncidents();
      return each(async (one) => list(await one.checked(), ports));
    }
    const { withIncidentsHere } = await import('../incident/here.ts');
    return each(async (one) => {
      const config = await one.checked();
      return withIncidentsHere(data, config, Date.now(), (ports) => list(config, ports));
    });
  },
});
