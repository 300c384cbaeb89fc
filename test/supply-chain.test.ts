import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

interface Locked {
  version: string;
  integrity?: string;
  resolved?: string;
  inBundle?: boolean;
  hasInstallScript?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const locked: [path: string, entry: Locked][] = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
const others = locked.filter(([path]) => path !== '');

describe('packages', () => {
  test('each is named with its exact version, and the lock file has that version', () => {
    const named: [string, string][] = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(named.length).toBeGreaterThan(20);
    for (const [name, version] of named) {
      expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
      expect(locked.find(([path]) => path === `node_modules/${name}`)?.[1].version).toBe(version);
    }
  });

  test('each is held by a hash, that of the package that carries it where it comes inside another', () => {
    expect(others.length).toBeGreaterThan(200);
    expect(
      others.filter(([, { integrity, inBundle }]) => !inBundle && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')),
    ).toEqual([]);
  });

  test('none is bound to the address of a registry, so that what the hash holds may come from any', () => {
    expect(others.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(readFileSync('.npmrc', 'utf8')).toContain('omit-lockfile-registry-resolved=true');
    expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/registry\s*=|_auth/);
  });

  test('those that run a script when they are installed are named, and no other does', () => {
    const scripts = others.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(scripts.sort()).toEqual(Object.keys(manifest.allowScripts).sort());
    expect(Object.values(manifest.allowScripts)).toEqual(scripts.map(() => true));
  });
});

test('the SBOM names every package that the functions need, with its hash and without the address of a registry', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], { maxBuffer: 64 * 1024 * 1024 });
  const { bomFormat, components } = JSON.parse(stdout);
  expect(bomFormat).toBe('CycloneDX');
  const known: { name: string; version: string; hashes?: { alg: string }[]; externalReferences: { type: string }[] }[] =
    components;
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    // Others may need another version of it.
    const named = known.filter((component) => component.name === name);
    expect(named).toContainEqual(expect.objectContaining({ version, hashes: [expect.objectContaining({ alg: 'SHA-512' })] }));
  }
  expect(known.flatMap((component) => component.externalReferences).filter(({ type }) => type === 'distribution')).toEqual([]);
});

describe('workflows', () => {
  const workflows = globSync('.github/workflows/*.yml').map((file) => [file, readFileSync(file, 'utf8')] as const);

  test.each(workflows)('%s uses each action at a commit, whose version stands beside it', (_file, text) => {
    const used = text.match(/uses:.*/g) ?? [];
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(workflows)('%s may read the repository and nothing else, keeps no token, and reads no secret', (_file, text) => {
    expect(text.match(/^permissions:\n {2}contents: read\n(?! )/gm)).toHaveLength(1);
    expect(text.match(/permissions:/g)).toHaveLength(1);
    expect(text).not.toMatch(/pull_request_target|secrets\.|: write/);
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
  });
});

test('Dependabot looks after packages, actions and images wherever they are, waits some days with each version, and groups them', () => {
  const parts = readFileSync('.github/dependabot.yml', 'utf8').split('package-ecosystem: ').slice(1);
  const watched = parts.map((part) => `${part.split('\n')[0]} ${/directory: (\S+)/.exec(part)?.[1]}`);
  for (const part of parts) {
    expect(part).toMatch(/cooldown:\n {6}default-days: \d+/);
    expect(part).toContain('groups:');
  }
  const found = (pattern: string) =>
    globSync(pattern, { exclude: ['node_modules/**', '.venv/**'] }).map((file) => `/${dirname(file)}`);
  const needed = [
    'npm /',
    'github-actions /',
    ...found('**/Dockerfile*').map((folder) => `docker ${folder}`),
    ...found('**/{docker-compose,compose}*.y*ml').map((folder) => `docker-compose ${folder}`),
  ];
  expect(watched.sort()).toEqual([...new Set(needed)].sort());
});
