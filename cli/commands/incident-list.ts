import { command } from '../command.ts';

export const incidentList = command({
  name: 'incident list',
  summary: 'the incidents, the newest first',
  description: 'Lists the incidents that the deployed monitor knows, the newest first.',
  options: {},
  json: 'A list of objects: id, openedMs and resolvedMs (milliseconds since 1970; resolvedMs is missing while it is open), worst (DOWN, ALERT, WARN or silent) and short.',
  examples: [
    { line: 'incident list', about: 'all that is known' },
    { line: 'incident list --json --config staging.config.ts', about: 'of another configuration, for a program' },
  ],
  async run(_asked, { configuration }) {
    const [{ deployedIncidents, incidentListCommand }, { forEachService }] = await Promise.all([
      import('../incident/command.ts'),
      import('../each-service.ts'),
    ]);
    const ports = await deployedIncidents();
    return forEachService(configuration, async (one) => incidentListCommand(await one.checked(), ports));
  },
});
