import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configAsked } from '../../cli/config-file.ts';

describe('--config', () => {
  test('names the file, wherever it stands, and is no option of the command', async () => {
    const asked = await configAsked(['send-test', '--config', 'test/aws/support/monitor.config.ts', '--topic', 't']);
    expect(asked).toMatchObject({ argv: ['send-test', '--topic', 't'], config: { environment: 'emulator' } });
  });

  test('without it monitor.config.ts is meant', async () => {
    expect(await configAsked(['cost'])).toMatchObject({ argv: ['cost'], config: { endpoints: [{ name: 'health' }] } });
  });

  test.each([
    ['no file', ['--config'], '--config needs the name of a file'],
    ['a file that is not there', ['--config', 'nope.ts'], 'nope.ts cannot be loaded: there is no such file'],
    ['a folder', ['--config', 'cli'], 'cli cannot be loaded: it is a folder'],
    ['a file without a default export', ['--config', 'cli/not-asked.ts'], /^cli\/not-asked\.ts has no default export/],
  ])('%s is said in a sentence', async (_title, args, sentence) => {
    expect((await configAsked(args)).config).toMatch(sentence);
  });

  test('a configuration that is not valid is called by the name of its file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'config-')), 'wrong.ts');
    await writeFile(file, "export default { endpoints: [{ name: 'health', url: 'https://atlasml.test/' }], tresholds: {} };");
    expect((await configAsked(['cost', '--config', file])).config).toBe(
      `${file} is not valid:\n  tresholds: unknown key; did you mean thresholds?`,
    );
  });
});
