import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configurationAsked } from '../../cli/configuration.ts';
import { main } from '../../cli/main.ts';

const FILE = 'test/aws/support/monitor.config.ts';

describe('--config and --environment', () => {
  test.each([
    ['before the command', ['--config', FILE, '--environment', 'two', 'cost', '--json']],
    ['behind it', ['cost', '--json', '--config', FILE, '--environment', 'two']],
    ['between, and the last one holds', ['--environment', 'one', '--json', 'cost', '--config', FILE, '--environment=two']],
  ])('%s', async (_title, argv) => {
    const { text, code } = await main(argv);
    expect(code).toBe(0);
    // The emulator's configuration has more alarms than the example.
    expect(JSON.parse(text).items).not.toEqual(JSON.parse((await main(['cost', '--json'])).text).items);
  });

  test('the file is the one that was named, with the environment over it', async () => {
    const asked = configurationAsked({ config: FILE, environment: 'two' });
    expect(await asked.checked()).toMatchObject({ environment: 'two', service: 'AtlasML' });
    expect(await configurationAsked({ config: FILE }).checked()).toMatchObject({ environment: 'emulator' });
  });

  test('without --config monitor.config.ts is meant', async () => {
    expect(await configurationAsked({}).checked()).toMatchObject({ endpoints: [{ name: 'health' }], environment: 'production' });
  });

  test('the one of the folder one works in goes before the one beside the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'config-'));
    await writeFile(join(folder, 'monitor.config.ts'), 'export default { environment: "here", endpoints: [], tresholds: {} };');
    const asked = promisify(execFile)(process.execPath, [resolve('bin/atlasml-monitor.ts'), 'cost'], { cwd: folder });
    await expect(asked).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean thresholds?') });
  });

  test.each([
    ['no file', ['cost', '--config'], "option '--config <FILE>' argument missing"],
    ['a file that is not there', ['cost', '--config', 'nope.ts'], 'nope.ts cannot be loaded: there is no such file'],
    ['one that the command does not need', ['query', 'limit 1', '--config', 'nope.ts'], 'nope.ts cannot be loaded'],
    ['a folder', ['--config', 'cli', 'cost'], 'cli cannot be loaded: it is a folder'],
    ['a file without a default export', ['cost', '--config', 'cli/not-asked.ts'], /^cli\/not-asked\.ts has no default export/],
    ['an environment without a name', ['cost', '--environment', ''], '--environment needs a name'],
    ['a name that AWS would refuse', ['cost', '--environment', 'a b'], '--environment: '],
  ])('%s is said in a sentence', async (_title, argv, sentence) => {
    expect(await main(argv)).toMatchObject({ code: 2, text: expect.stringMatching(sentence) });
  });

  test('a configuration that is not valid is called by the name of its file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'config-')), 'wrong.ts');
    await writeFile(file, "export default { endpoints: [{ name: 'health', url: 'https://atlasml.test/' }], tresholds: {} };");
    // No help of a command says more of it.
    expect(await main(['cost', '--config', file])).toMatchObject({
      code: 2,
      text: `${file} is not valid:\n  tresholds: unknown key; did you mean thresholds?`,
    });
  });
});
