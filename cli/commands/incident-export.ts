import { command } from '../command.ts';
import { text } from '../options.ts';
import { DATA } from './order-options.ts';

export const incidentExport = command({
  name: 'incident export',
  summary: 'an incident as a capsule: one file with all that is known of it',
  description:
    'Writes one file of SQLite, redacted: the log from an hour before an incident to a quarter of an hour after it, metrics by the minute, changes of the alarms, what the checks saw, the messages and the configuration without secrets. It can be attached to a report, opened (open) and replayed (replay), without AWS.',
  positionals: [{ name: 'ID', about: 'its first characters are enough; the newest when it is left out' }],
  options: { output: text('FILE', 'write to this file, not to the standard output'), data: text('DIR', DATA) },
  examples: [
    { line: 'incident export a1b2c3d4 > capsule.db', about: 'of the deployed monitor' },
    { line: 'incident export --data .atlasml-monitor --output capsule.db', about: 'the newest one of this machine' },
  ],
  async run({ options: { data, output }, positionals }, { configuration, screen }) {
    const { exportDeployed, exportHere } = await import('../incident/export.ts');
    const asked = { id: positionals[0], output };
    const config = await configuration.checked();
    return data === undefined ? exportDeployed(asked, config, screen) : exportHere(data, asked, config, screen);
  },
});
