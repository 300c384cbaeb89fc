import { command } from '../command.ts';
import { PAGE_OPTIONS } from './page-options.ts';

const { listen, 'page-name': pageName } = PAGE_OPTIONS;

export const open = command({
  name: 'open',
  summary: 'a capsule on the page, with the time moving',
  description:
    'Shows what incident export wrote on the page as it was then: play it, stop it, go faster, go to any moment. It needs no AWS and no configuration, tells nobody, and does not write the file. Ctrl-C ends it.',
  positionals: [{ name: 'FILE', about: 'a capsule', isRequired: true }],
  options: { listen, 'page-name': pageName },
  isWithoutConfiguration: true,
  examples: [{ line: 'open capsule.db', about: 'then open the address that it prints' }],
  async run({ options, positionals: [file = ''] }, { screen, environment }) {
    const { openCommand } = await import('../open.ts');
    return openCommand(file, options, screen, environment);
  },
});
