import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfigFile } from '../../../../functions/shared/config/load-file.ts';

const FILES: [title: string, name: string, text: string, words: string][] = [
  ['a bracket that is missing', 'bracket.ts', 'export default {\n  endpoints: [\n};\n', 'line 3: Expression expected'],
  ['a name that nobody defined', 'name.ts', 'export default {\n  service: name,\n};\n', 'line 2: name is not defined'],
  ['an import of what is not there', 'import.ts', "import './other.ts';\nexport default {};\n", 'Cannot find module'],
  [
    'TypeScript that Node does not strip',
    'enum.ts',
    'enum A { B }\nexport default {};\n',
    'line 1: TypeScript enum is not supported',
  ],
  ['JSON that breaks off', 'half.json', '{"endpoints": [', 'Unexpected end of JSON input'],
  ['an error of its own', 'own.ts', "export default {};\nthrow new Error('first\\nsecond');\n", 'line 2: first'],
];

/** Node's own loader says other words than that of the tests, so it is asked in a process of its own. */
const ASK = `
import { loadConfigFile } from './functions/shared/config/load-file.ts';
for (const file of process.argv.slice(1)) await loadConfigFile(file).then(() => console.log('loaded'), (error) => console.log(JSON.stringify(error.message)));
`;

describe('a file that cannot be loaded is told in one line, with its own line, and without a stack trace', () => {
  let said: string[] = [];
  let warned = '';
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'config-'));
    const files = FILES.map(([, name]) => join(folder, name));
    await Promise.all(FILES.map(([, , text], i) => writeFile(files[i] as string, text)));
    const beside = join(folder, 'commonjs');
    await mkdir(beside);
    await writeFile(join(beside, 'package.json'), '{ "type": "commonjs" }');
    await writeFile(join(beside, 'name.ts'), "export const service: string = 'AtlasML';");
    await writeFile(join(beside, 'module.ts'), "import { service } from './name.ts';\nexport default { service };\n");
    await writeFile(join(beside, 'required.ts'), "const service: string = 'AtlasML';\nmodule.exports = { service };\n");
    files.push(join(beside, 'module.ts'), join(beside, 'required.ts'));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', ASK, ...files]);
    said = stdout.trim().split('\n');
    warned = stderr;
  });

  test.each(FILES.map(([title, name, , words], i) => [title, name, words, i] as const))('%s', (_title, name, words, i) => {
    const message: string = JSON.parse(said[i] ?? '""');
    expect(message).toMatch(/^[^\n]+$/);
    expect(message).toContain(`${name} cannot be loaded: `);
    expect(message).toContain(words);
    expect(message).not.toMatch(/\n|node:internal| at /);
  });

  test('a module beside a package.json that `npm init` wrote is loaded, and so is CommonJS, without a warning', () => {
    expect(said.slice(FILES.length)).toEqual(['loaded', 'loaded']);
    expect(warned).toBe('');
  });
});

test('a file of JSON is a configuration, too, and says to editors by what it is checked', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'config-')), 'monitor.config.json');
  await writeFile(file, '{ "$schema": "./monitor.config.schema.json", "service": "AtlasML" }');
  expect(await loadConfigFile(file)).toEqual({ service: 'AtlasML' });
});
