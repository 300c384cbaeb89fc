import { describe, expect, test } from 'vitest';
import { ConfigError, resolveConfig, resolveConfigs, resolveEach } from '../../../../functions/shared/config/load.ts';
import { faultsOf } from './faults-of.ts';

const at = (host: string) => [{ name: 'health', url: `https://${host}.example.org/api/v1/health/` }];
const two = { services: [{ endpoints: at('a') }, { environment: 'staging', endpoints: at('b') }] };
const faults = (input: unknown) => faultsOf(input, resolveConfigs);

describe('several services', () => {
  test('a plain file is one service, as ever', () => {
    const plain = { endpoints: at('a'), email: ['ops@example.org'] };
    expect(resolveConfigs(plain)).toEqual([resolveConfig(plain)]);
    expect(resolveConfig(plain).slug).toBe('production');
  });

  test('each has what it says, and else what stands at the top level', () => {
    const [production, staging] = resolveConfigs({
      email: ['ops@example.org'],
      slack: { webhookParameter: '/hook' },
      timezone: 'Europe/Berlin',
      thresholds: { serverErrors: 7, responseTimeSeconds: 5 },
      services: [
        { endpoints: at('a'), logs: { group: 'a' } },
        { environment: 'staging', endpoints: at('b'), slack: undefined, email: [], thresholds: { serverErrors: 70 } },
      ],
    });
    expect(production).toMatchObject({
      environment: 'production',
      email: ['ops@example.org'],
      slack: { webhookParameter: '/hook' },
      logs: { group: 'a' },
      thresholds: { serverErrors: 7, responseTimeSeconds: 5 },
      digests: { timezone: 'Europe/Berlin' },
    });
    expect(staging).toMatchObject({
      environment: 'staging',
      email: [],
      thresholds: { serverErrors: 70, responseTimeSeconds: 5 },
      digests: { timezone: 'Europe/Berlin' },
    });
    expect([staging?.slack, staging?.logs]).toEqual([undefined, undefined]);
  });

  test.each<[string, object[], string[]]>([
    ['environments of AtlasML', [{}, { environment: 'staging' }], ['production', 'staging']],
    ['AtlasML beside another', [{}, { service: 'Nebula (beta)' }], ['production', 'nebula-beta-production']],
    ['a slug of its own', [{}, { service: 'Nebula', slug: 'nebula' }], ['production', 'nebula']],
  ])('%s have names of their own, that follow from each alone', (_title, services, slugs) => {
    const input = { services: services.map((service, i) => ({ ...service, endpoints: at(`host-${i}`) })) };
    expect(resolveConfigs(input).map(({ slug }) => slug)).toEqual(slugs);
  });

  test('in a list AtlasML has the names that it has alone in its file', () => {
    const alone = resolveConfig({ environment: 'staging', endpoints: at('b') });
    expect(resolveConfigs(two)[1]).toEqual(alone);
  });
});

describe('what is wrong is said where it stands', () => {
  const [first, second] = two.services;
  const long = { service: 'a service whose name is rather too long', environment: 'with-a-long-environment' };
  test.each<[string, unknown, string[]]>([
    ['no list', { services: {} }, ['services: must be a list in [ ]']],
    ['an empty list', { services: [] }, ['services: needs at least one service']],
    ['no object in it', { services: [first, 'x'] }, ['services[1]: must be an object in { }']],
    [
      'more than a hundred',
      { services: Array.from({ length: 101 }, (_, i) => ({ environment: `e${i}`, endpoints: at(`e${i}`) })) },
      ['services: may have at most 100 entries'],
    ],
    [
      'keys of one service beside the list',
      { ...two, endpoints: at('c'), logs: { group: 'x' } },
      ['endpoints', 'logs'].map((key) => `${key}: does not stand beside services; write it into each of them`),
    ],
    [
      'one heartbeat for all',
      { ...two, heartbeat: { urlParameter: '/beat' } },
      [
        'heartbeat: does not stand beside services; write one into each of them, for one that they share goes on while any of them is watched',
      ],
    ],
    ['a misspelt list', { servces: [] }, ['endpoints: is missing', 'servces: unknown key; did you mean services?']],
    ['a service without endpoints', { services: [first, { environment: 'x' }] }, ['services[1].endpoints: is missing']],
    ['a misspelt key of all, once', { ...two, emial: [] }, ['emial: unknown key; did you mean email?']],
    [
      'a wrong part of all, once, and one of a service',
      { thresholds: { serverErrors: -1 }, services: [first, { ...second, thresholds: { cpuPercent: 0 } }] },
      ['thresholds.serverErrors: must be 0 or more', 'services[1].thresholds.cpuPercent: must be 1 or more'],
    ],
    [
      'a wrong key of one',
      { services: [first, { ...second, endpoints: [{ name: 'health', url: 'x' }] }] },
      ['services[1].endpoints[0].url: must be a whole URL that begins with https:// or http://'],
    ],
    [
      'a user in a URL of one',
      { services: [first, { ...second, runbookUrl: 'https://u:p@example.org/' }] },
      ['services[1].runbookUrl: must not carry a user name or password; use headers with a parameter'],
    ],
    [
      'two that messages call the same',
      { services: [first, { ...second, service: 'atlasml', environment: 'production' }] },
      [
        'services[1].environment: messages call services[0] atlasml production already; give one of the two another service or environment',
      ],
    ],
    [
      'two whose names would be the same',
      {
        services: [
          { ...first, service: 'a b', environment: 'c' },
          { ...second, service: 'a', environment: 'b-c' },
        ],
      },
      ["services[1].slug: 'a-b-c' stands in the names of services[0] already; give one of the two a slug of its own"],
    ],
    [
      'a name too long for AWS',
      { services: [{ ...first, ...long }] },
      [
        "services[0].slug: its names would hold 'a-service-whose-name-is-rather-too-long-with-a-long-environment', and that must be 1 to 40 characters, beginning with a letter; give it a slug of its own",
      ],
    ],
    [
      'one log for two',
      {
        services: [
          { ...first, logs: { group: 'g' } },
          { ...second, logs: { group: 'g', stream: 's' } },
        ],
      },
      ['services[1].logs: reads the log of services[0]; give each a group or a stream of its own, or lines count for both'],
    ],
    [
      'one log file for two',
      {
        services: [
          { ...first, logs: { group: 'g', file: 'f' } },
          { ...second, logs: { group: 'h', file: 'f' } },
        ],
      },
      ['services[1].logs.file: is the file of services[0]; each line would count for both'],
    ],
    [
      'one container for two',
      { services: [first, second].map((one) => ({ ...one, docker: { container: 'atlasml' } })) },
      ['services[1].docker.container: is the container of services[0]; name that of this service'],
    ],
    [
      'one heartbeat for two',
      { services: [first, second].map((one) => ({ ...one, heartbeat: { urlParameter: '/beat' } })) },
      [
        'services[1].heartbeat: is that of services[0]; give each its own, for one that they share goes on while any of them is watched',
      ],
    ],
  ])('%s', (_title, input, said) => {
    expect(faults(input)).toEqual(said);
  });

  test('two streams of one group are two logs, and so are two files whatever their group', () => {
    const logs = (one: object, other: object) => ({
      services: [
        { ...first, logs: one },
        { ...second, logs: other },
      ],
    });
    expect(faults(logs({ group: 'g', stream: 'a' }, { group: 'g', stream: 'b' }))).toEqual([]);
    expect(faults(logs({ group: 'g', file: 'a' }, { group: 'g', file: 'b' }))).toEqual([]);
  });
});

describe('for what watches for months', () => {
  const [first, second] = two.services;
  const third = { environment: 'test', endpoints: [] };

  test('a service that is wrong by itself is no other one’s fault', () => {
    const { configs, broken } = resolveEach({ services: [first, third, second] }, 'it');
    expect(configs.map(({ slug }) => slug)).toEqual(['production', 'staging']);
    expect(broken).toMatchObject([{ service: 'AtlasML', environment: 'test', slug: 'test' }]);
    expect(broken[0]?.error).toBeInstanceOf(ConfigError);
    expect(broken[0]?.error.message).toBe('it is not valid:\n  services[1].endpoints: needs at least one endpoint');
  });

  test('of two that would be one the first goes on', () => {
    const { configs, broken } = resolveEach({ services: [third, first, first] });
    expect(configs.map(({ slug }) => slug)).toEqual(['production']);
    expect(broken.map(({ error }) => error.faults.join())).toEqual([
      expect.stringContaining('services[0].endpoints'),
      expect.stringContaining('services[2].environment: messages call services[1] AtlasML production already'),
    ]);
  });

  test.each([
    ['what is wrong for all', { ...two, emial: [] }],
    ['what is wrong with each', { services: [third] }],
    ['no list', { services: 'x' }],
    ['a plain file', { endpoints: [] }],
  ])('%s ends all', (_title, input) => {
    expect(() => resolveEach(input)).toThrow(ConfigError);
  });
});
