import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const CONFIG = `import { defineConfig } from 'atlasml-monitor/config';
export default defineConfig({
  service: 'Packed',
  endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
  thresholds: { serverErrors: 7 },
});
`;

/** A folder of somebody's own, in which the package is installed as npm would: its files, and the packages it names beside it. */
describe('what npm pack makes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const installed = join(folder, 'node_modules/atlasml-monitor');
  const monitor = (...args: string[]) =>
    run(process.execPath, [join(installed, 'bin/atlasml-monitor.js'), ...args], { cwd: folder }).catch((error) => error);

  beforeAll(async () => {
    mkdirSync(installed, { recursive: true });
    await run('npm', ['pack', '--pack-destination', folder, '--silent']);
    const [archive = ''] = globSync('*.tgz', { cwd: folder });
    await run('tar', ['-xzf', join(folder, archive), '--strip-components=1', '-C', installed]);
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    // What they need themselves is found from where they really lie.
    for (const name of Object.keys(dependencies)) {
      mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
    }
  });

  test('has nothing in TypeScript but types, and nothing of the tests', () => {
    expect(readdirSync(installed).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'package.json',
    ]);
    expect(globSync('**/*.ts', { cwd: installed }).filter((file) => !file.endsWith('.d.ts'))).toEqual([]);
    for (const file of globSync('dist/**/*.js', { cwd: installed }))
      expect(readFileSync(join(installed, file), 'utf8'), file).not.toMatch(
        /(^(import|export) .*from |import\(|new URL\()'(?!\.\.\/monitor\.config)[^']*\.ts'/m,
      );
  });

  test('reads the configuration of the folder, which gets defineConfig by name', async () => {
    expect((await monitor('cost')).stderr).toContain(
      'There is no monitor.config.ts in this folder. Write one with: npx atlasml-monitor init; or name a file with --config FILE',
    );
    writeFileSync(join(folder, 'monitor.config.ts'), CONFIG);
    expect((await monitor('cost')).stdout).toContain('Estimated cost a month');
  });

  test('has what is read beside the code: the recordings of sicknesses, the page, and its threads', async () => {
    const files = globSync('dist/{local,insights}/**/*', { cwd: installed });
    for (const file of ['local/coverage/sicknesses.json.gz', 'local/page/assets/page.js', 'local/page/query-worker.js'])
      expect(files).toContain(join('dist', file));
    const lines = Array.from({ length: 50 }, (_, i) => `2026-11-25 10:00:${10 + i} - INFO - atlasml.app - x`).join('\n');
    writeFileSync(join(folder, 'some.log'), lines);
    const asked = await monitor('query', 'stats count(*) as n', 'some.log', '--threads', '2', '--json');
    expect(JSON.parse(asked.stdout)).toEqual([{ n: '50' }]);
    // A thread of a query is one file that needs no other.
    const thread = join(folder, 'thread.mjs');
    writeFileSync(thread, readFileSync(join(installed, 'dist/insights/run/worker.js')));
    await run(process.execPath, [thread]);
  });

  test('says what is missing to deploy', async () => {
    const script = join(installed, 'bin/atlasml-monitor-cdk.js');
    const error = await run(process.execPath, [script], { cwd: folder }).catch((e) => e);
    expect(error).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm install aws-cdk aws-cdk-lib constructs cdk-nag esbuild'),
    });
  });
});
