import { command } from '../command.ts';
import { flag, text } from '../options.ts';
import { DATA } from './order-options.ts';

export const incidentShow = command({
  name: 'incident show',
  summary: 'an incident as the beginning of a postmortem',
  description:
    'Prints an incident of the deployed monitor, or with --data of the one on this machine, as the beginning of a postmortem: cause, time line, evidence, impact.',
  positionals: [{ name: 'ID', about: 'its first characters are enough; the newest when it is left out' }],
  options: { markdown: flag('for a wiki'), data: text('DIR', DATA) },
  json: 'An object: incident, as it is stored; impact (failed and requests; missing when not known); and sections, each with title and lines.',
  examples: [
    { line: 'incident show', about: 'the newest' },
    { line: 'incident show a1b2c3d4 --markdown > postmortem.md', about: 'one of the list, for a wiki' },
  ],
  async run({ options: { data, markdown }, positionals }, { configuration }) {
    const { deployedIncidents, incidentShowCommand } = await import('../incident/command.ts');
    const config = await configuration.checked();
    const asked = { id: positionals[0], ...(markdown && { markdown }) };
    if (data === undefined) return incidentShowCommand(asked, config, await deployedIncidents());
    const { withIncidentsHere } = await import('../incident/here.ts');
    return withIncidentsHere(data, config, Date.now(), (ports) => incidentShowCommand(asked, config, ports));
  },
});
