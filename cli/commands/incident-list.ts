import { command } from '../command.ts';
import { text } from '../options.ts';
import { DATA } from './order-options.ts';

export const incidentList = command({
  name: 'incident list',
  summary: 'the incidents, the newest first',
  description: 'Lists the incidents that the deployed monitor knows, or with --data the one on this machine, the newest first.',
  options: { data: text('DIR', DATA) },
  json: 'A list of objects: id, openedMs and resolvedMs (milliseconds since 1970; resolvedMs is missing while it is open), worst (DOWN, ALERT, WARN or silent) and short.',
  examples: [
    { line: 'incident list', about: 'all that is known' },
    { line: 'incident list --data .atlasml-monitor', about: 'of this machine' },
    { line: 'incident list --json --config staging.config.ts', about: 'of another configuration, for a program' },
  ],
  async run({ options: { data } }, { configuration }) {
    const [{ deployedIncidents, incidentListCommand }, { forEachService }] = await Promise.all([
      import('../incident/command.ts'),
      import('../each-service.ts'),
    ]);
    if (data === undefined) {
      const ports = await deployedIncidents();
      return forEachService(configuration, async (one) => incidentListCommand(await one.checked(), ports));
    }
    const { withIncidentsHere } = await import('../incident/here.ts');
    return forEachService(configuration, async (one) => {
      const config = await one.checked();
      return withIncidentsHere(data, config, Date.now(), (ports) => incidentListCommand(config, ports));
    });
  },
});
