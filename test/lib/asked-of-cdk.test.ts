import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { SIGNALS } from '../../functions/shared/signals/signals.ts';
import { askedOfCdk } from '../../lib/asked-of-cdk.ts';
import { limitFaults } from '../../lib/limits.ts';
import { partitionFaults } from '../../lib/log-region.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { FULL, templateApp } from './support.ts';

const saying = async (context: Record<string, unknown>) => await askedOfCdk(context).catch((error: Error) => error.message);

describe('what `cdk deploy -c …` asks for', () => {
  test('a value lies over monitor.config.ts', async () => {
    const { configs, stackRegion } = await askedOfCdk({ email: 'a@example.org', stackRegion: 'eu-central-1' });
    expect([configs.map((c) => c.email), stackRegion]).toEqual([[['a@example.org']], 'eu-central-1']);
  });

  test('a region that the CDK does not know yet may be a new one', async () => {
    expect(await askedOfCdk({ stackRegion: 'eu-west-9' })).toMatchObject({ stackRegion: 'eu-west-9' });
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'no region',
      { stackRegion: 'foo' },
      "The command line is not valid:\n  -c stackRegion: 'foo' is no AWS region, such as eu-central-1",
    ],
    [
      'a misspelt region',
      { stackRegion: 'eu-centrl-1' },
      "The command line is not valid:\n  -c stackRegion: 'eu-centrl-1' is no AWS region; did you mean eu-central-1?",
    ],
    ['no file', { config: 'nope.ts' }, 'nope.ts cannot be loaded: there is no such file'],
    [
      'several faults',
      { urll: 'x', email: '' },
      'The command line is not valid:\n  -c urll: there is no such key; did you mean -c url=…?\n  -c email: is empty; give it a value or leave it out',
    ],
  ])('%s', async (_title, context, said) => {
    expect(await saying(context)).toBe(said);
  });

  test('the app ends with an exit code and one sentence, without a stack trace', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'config-')), 'wrong.ts');
    await writeFile(file, 'export default {\n  endpoints: [\n};\n');
    const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ config: file }) };
    const ended = await promisify(execFile)(process.execPath, ['bin/app.ts'], { env }).catch((error) => error);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^\S+wrong\.ts cannot be loaded: line 3: [^\n]+\n$/);
  });
});

describe('a log that is not where the monitor runs', () => {
  const at = { endpoints: [{ name: 'health', url: 'https://a.example.org/api/v1/health/' }] };
  const logIn = (region: string) => resolveConfig({ ...at, logs: { group: 'atlasml', region } });

  test.each([
    ['us-east-1', 'eu-central-1'],
    ['cn-north-1', 'cn-northwest-1'],
    ['eu-west-9', 'eu-central-1'],
  ])('is read in %s by a monitor in %s', (logs, stack) => {
    expect(partitionFaults(logIn(logs), stack)).toEqual([]);
  });

  test('is refused in another partition, with what to do', async () => {
    expect(await saying({ region: 'cn-north-1', stackRegion: 'eu-central-1', logGroup: 'atlasml' })).toBe(
      "The configuration (monitor.config.ts and -c values) is not valid:\n  logs.region: 'cn-north-1' is in the partition aws-cn of AWS, and the stack goes to eu-central-1, in aws: no account has both; deploy the monitor where the log is (-c stackRegion=cn-north-1), or leave logs out",
    );
  });

  test('is named at synth, and only then', () => {
    const infos = (region: string) => {
      const stack = new MonitoringStack(templateApp(), 'Test', { config: logIn('us-east-1'), env: { region } });
      return Annotations.fromStack(stack)
        .findInfo('*', Match.stringLikeRegexp('log group'))
        .map(({ entry }) => entry.data);
    };
    expect(infos('eu-central-1')).toEqual([
      'the log group atlasml is read in us-east-1, by logs.region, and the monitor runs in eu-central-1: queries and links go to us-east-1, at its prices; if the group is in eu-central-1, write logs.region',
    ]);
    expect(infos('us-east-1')).toEqual([]);
  });
});

describe('of several services', () => {
  const at = (host: string) => [{ name: 'health', url: `https://${host}.example.org/api/v1/health/` }];
  const file = async (input: object) => {
    const path = join(await mkdtemp(join(tmpdir(), 'config-')), 'services.ts');
    await writeFile(path, `export default ${JSON.stringify(input)};`);
    return path;
  };
  const two = file({
    email: ['all@example.org'],
    services: [
      { endpoints: at('a'), logs: { group: 'a' } },
      { environment: 'staging', endpoints: at('b') },
      { service: 'Nebula', environment: 'staging', endpoints: at('c') },
    ],
  });
  const slugs = async (context: Record<string, unknown>) => {
    const { configs, isOneStack } = await askedOfCdk({ config: await two, ...context });
    return [...configs.map(({ slug }) => slug), ...(isOneStack ? ['in one stack'] : [])];
  };
  const there = 'production (AtlasML production), staging (AtlasML staging), nebula-staging (Nebula staging)';

  test.each<[string, Record<string, unknown>, string[]]>([
    ['all, a stack each', {}, ['production', 'staging', 'nebula-staging']],
    ['all in one stack', { oneStack: 'true' }, ['production', 'staging', 'nebula-staging', 'in one stack']],
    ['one by its slug', { service: 'staging' }, ['staging']],
    ['those of a service', { service: 'atlasml' }, ['production', 'staging']],
    ['one as messages call it', { service: 'Nebula staging' }, ['nebula-staging']],
    ['those of an environment', { environment: 'staging' }, ['staging', 'nebula-staging']],
    ['one of a service and an environment', { service: 'AtlasML', environment: 'staging' }, ['staging']],
  ])('%s', async (_title, context, chosen) => {
    expect(await slugs(context)).toEqual(chosen);
  });

  test('what -c says lies over the service that it chooses; whom to tell over all', async () => {
    const config = await two;
    const one = await askedOfCdk({ config, service: 'production', url: 'https://x.example.org/', logGroup: 'x' });
    expect(one.configs).toMatchObject([{ endpoints: [{ url: 'https://x.example.org/' }], logs: { group: 'x' } }]);
    const all = await askedOfCdk({ config, email: 'b@example.org' });
    expect(all.configs.map(({ email }) => email)).toEqual(Array(3).fill(['b@example.org']));
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a service that is not there', { service: 'x' }, `-c service=x: there is no such service; there are ${there}`],
    [
      'a service that is not in the environment',
      { service: 'Nebula', environment: 'production' },
      `-c service=Nebula -c environment=production: there is no such service; there are ${there}`,
    ],
    ['a URL for all', { url: 'https://x.example.org/' }, `-c url: say of which service with -c service=NAME; there are ${there}`],
    [
      'a part in one stack',
      { oneStack: 'true', service: 'staging' },
      '-c oneStack: the stack holds all services; leave -c service and -c environment out',
    ],
    ['what is neither true nor false', { oneStack: 'yes' }, '-c oneStack: must be true or false'],
  ])('%s is refused', async (_title, context, said) => {
    expect(await saying({ config: await two, ...context })).toBe(`The command line is not valid:\n  ${said}`);
  });

  test('what AWS would refuse is told with its service, also where that one is not deployed now', async () => {
    const config = await file({
      services: [
        { endpoints: at('a'), logs: { group: 'g', file: 'a' } },
        { environment: 'slow', endpoints: at('b'), logs: { group: 'g', file: 'b' } },
      ],
    });
    expect(await saying({ config, service: 'production' })).toBe(
      [
        `The configuration (${config} and -c values) is not valid:`,
        "  services[1].environment: 'slow' holds 'slow', as the names of alarms do, so two environments could mean one alarm; choose another",
        '  services[1].logs: reads the log of services[0]; give each a group or a stream of its own, or lines count for both',
      ].join('\n'),
    );
  });

  test('in a plain file -c service must be that of the file', async () => {
    expect((await askedOfCdk({ service: 'AtlasML' })).configs).toHaveLength(1);
    expect(await saying({ service: 'x' })).toContain('there is no such service; there are production (AtlasML production)');
  });
});

describe('what AWS would refuse is refused before', () => {
  const faults = (more: object) => limitFaults(resolveConfig({ ...FULL, ...more } as MonitorConfigInput));

  test.each([['prod-slow'], ['slow'], ['endpoint-down'], ['a-self'], ['drill-b']])(
    'an environment %s, for an alarm of another one could have the same name',
    (environment) => {
      expect(faults({ environment })).toEqual([
        expect.stringMatching(/^environment: '[\w-]+' holds '[\w-]+', as the names of alarms do/),
      ]);
    },
  );

  test.each([['slower'], ['production'], ['prod-eu']])('an environment %s may be', (environment) => {
    expect(faults({ environment })).toEqual([]);
  });

  test('a log that is a file on one machine has no group, and AWS needs one', () => {
    expect(faults({ logs: { file: '/var/log/atlasml.log' } })).toEqual([
      expect.stringMatching(/^logs\.group: is missing: in AWS/),
    ]);
    expect(faults({ logs: { group: 'atlasml', file: '/var/log/atlasml.log' } })).toEqual([]);
    expect(() => resolveConfig({ ...FULL, logs: {} })).toThrow(
      'logs.group: is missing: the log group in AWS, or logs.file on one machine',
    );
  });

  test('no id of a signal begins as another ends, so that what an environment may not hold is enough', () => {
    const ids = SIGNALS.map((signal) => signal.id as string);
    const clashing = ids.filter((id) =>
      ids.some((other) => other !== id && (id.startsWith(`${other}-`) || id.endsWith(`-${other}`))),
    );
    expect(clashing).toEqual([]);
  });
});
