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
    const { deployedIncidents, incidentListCommand } = await import('../incident/command.ts');
    const config = await configuration.checked();
    if (data === undefined) return incidentListCommand(config, await deployedIncidents());
    const { withIncidentsHere } = await import('../incident/here.ts');
    return withIncidentsHere(data, config, Date.now(), (ports) => incidentListCommand(config, ports));
  },
});
