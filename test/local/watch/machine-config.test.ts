import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';

const input = {
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
  email: ['a@example.org'],
  slack: { webhookParameter: '/hook' },
  routes: [
    { to: ['slack' as const] },
    { to: ['email' as const], severities: ['warn' as const] },
    { to: [], signals: ['slow' as const] },
  ],
};

test('a route whose receivers are all elsewhere is told, one to nobody is not', () => {
  const { notes } = machineConfig(resolveConfig(input), {});
  expect(notes).toEqual([
    'email: there is no smtp, so nobody gets e-mails from this machine',
    'routes[1]: none of its receivers is on this machine: a page goes to all that are, a warning to nobody by it',
  ]);
  const smtp = { host: 'smtp.example.org', from: 'a@example.org' };
  expect(machineConfig(resolveConfig({ ...input, smtp }), {}).notes).toEqual([]);
});
