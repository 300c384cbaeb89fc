import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { applyOverrides } from '../../functions/shared/config/overrides.ts';
import { machineSecrets } from '../../local/watch/machine-secrets.ts';

const read = (name: string) => readFileSync(`docs/examples/${name}`, 'utf8');
/** The names of the files that the secrets of the documentation are looked for under. */
const fileOf = (parameter: string) => /[^/]+$/.exec(machineSecrets({ environment: {} }).howToGive?.(parameter) ?? '')?.[0];

describe('the compose file', () => {
  const { services, secrets, volumes } = parse(read('docker-compose.yml'), { strict: true });
  const service = services['atlasml-monitor'];

  test('builds by the Dockerfile, and runs what the command line knows', () => {
    expect(existsSync(service.build.dockerfile)).toBe(true);
    expect(service.command.slice(0, 2)).toEqual(['watch', '--log-file']);
  });

  test('names its secrets as the monitor looks for them, and keeps its state', () => {
    expect(Object.keys(secrets).sort()).toEqual([...service.secrets].sort());
    expect(service.secrets).toEqual(['/atlasml-monitor/smtp-password', '/atlasml-monitor/slack-webhook'].map(fileOf));
    const [state] = service.volumes.map((v: string) => v.split(':'));
    expect(Object.keys(volumes)).toContain(state[0]);
    expect(read('Dockerfile')).toContain(`ENV STATE_DIRECTORY=${state[1]}\n`);
  });

  test('may do little, and is given time to end', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '60s' });
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.privileged).toBeUndefined();
  });
});

test('the Dockerfile copies what is there, and ends as another user than root', () => {
  const lines = read('Dockerfile').split('\n');
  const sources = lines.flatMap((line) => (line.startsWith('COPY ') ? line.split(' ').slice(1, -1) : []));
  expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  expect(sources).toEqual(expect.arrayContaining(['cli', 'functions', 'insights', 'local']));
  expect(lines).toContain('USER node');
  const [, version] = /FROM node:(\d+)-slim/.exec(read('Dockerfile')) ?? [];
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(devDependencies.node.split('.')[0]).toBe(version);
});

/** Sections and their keys, each with its values. */
function unit(text: string): Record<string, Record<string, string[]>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section = '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name) {
      section = name;
      sections[name] = {};
      continue;
    }
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (!key || !sections[section]) throw new Error(`this is no line of a unit: ${line}`);
    const known = sections[section] as Record<string, string[]>;
    known[key] = [...(known[key] ?? []), value];
  }
  return sections;
}

describe('the unit of systemd', () => {
  const { Unit, Service, Install } = unit(read('atlasml-monitor.service'));

  test('starts what is there, keeps its state and gives time to end', () => {
    expect(Object.keys(Unit ?? {})).toContain('Description');
    expect(Install).toEqual({ WantedBy: ['multi-user.target'] });
    const [command = ''] = Service?.ExecStart ?? [];
    expect(command).toMatch(/\/node bin\/atlasml-monitor\.js watch /);
    expect(statSync('bin/atlasml-monitor.js').isFile()).toBe(true);
    expect(Service).toMatchObject({ StateDirectory: ['atlasml-monitor'], TimeoutStopSec: ['60'], Restart: ['always'] });
    expect(Service?.LoadCredential?.[0]?.split(':')[0]).toBe(fileOf('/atlasml-monitor/smtp-password'));
  });

  test.each([
    'NoNewPrivileges',
    'ProtectHome',
    'PrivateTmp',
    'PrivateDevices',
    'ProtectKernelModules',
    'RestrictNamespaces',
    'DynamicUser',
  ])('is hardened: %s', (option) => {
    expect(Service?.[option]).toEqual(['yes']);
  });

  test('leaves out what Node cannot live with', () => {
    expect(Service?.MemoryDenyWriteExecute).toBeUndefined();
    expect(Service?.RestrictAddressFamilies?.[0]?.split(' ')).toContain('AF_NETLINK');
  });
});

test('the configuration that docs/one-machine.md shows is valid, here and in AWS', () => {
  const [, body = ''] = /export default defineConfig\((\{.*?\n *\})\);/s.exec(readFileSync('docs/one-machine.md', 'utf8')) ?? [];
  const input = new Function(`return ${body}`)();
  const config = resolveConfig(input);
  expect(config).toMatchObject({ timezone: 'Europe/Berlin', smtp: { security: 'starttls' } });
  expect(applyOverrides(input, { environment: 'test' }).environment).toBe('test');
});
