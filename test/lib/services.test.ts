import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig, resolveConfigs } from '../../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { alarmsOf, drillAlarmName } from '../../functions/shared/signals/alarm-definitions.ts';
import { muteRuleName } from '../../functions/shared/signals/maintenance.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import { SIGNALS } from '../../functions/shared/signals/signals.ts';
import { FUNCTION_NAMES } from '../../lib/bundle.ts';
import { limitFaultsOf } from '../../lib/limits.ts';
import { MonitoringStack, SharedStack } from '../../lib/monitoring-stack.ts';
import { statementsOf } from './iam/statements.ts';
import { FULL, full, templateApp } from './support.ts';

const { endpoints = [], logs: _, environment: __, ...ofAll } = FULL;
const { memory, disk, heartbeat: ___, ...shared } = ofAll;
/** One is the beginning of the other, and one has the other's environment. */
const [production, nebula] = resolveConfigs({
  ...shared,
  customerManagedKey: true,
  services: [
    { endpoints, memory, disk, logs: { group: 'a' }, heartbeat: { urlParameter: '/beat/a' } },
    { service: 'Production', environment: 'nebula', endpoints, memory, disk, logs: { group: 'b' } },
  ],
}) as [MonitorConfig, MonitorConfig];

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;
const resourcesOf = (template: Template): Resources => template.toJSON().Resources as Resources;

/** The names of a template that AWS holds to be one of their kind in an account. */
function namesIn(template: Template): string[] {
  const keys = ['FunctionName', 'TopicName', 'AlarmName', 'DashboardName', 'QueueName', 'TableName', 'Name', 'LogGroupName'];
  return Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) =>
    keys.flatMap((key) => (typeof Properties[key] === 'string' ? [`${Type} ${Properties[key]}`] : [])),
  );
}

const env = { region: 'eu-central-1' };
const app = templateApp();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
const together = Template.fromStack(new SharedStack(app, 'AtlasMLMonitors', { configs: [production, nebula], env }));
const apart = [production, nebula].map((config) =>
  Template.fromStack(new MonitoringStack(templateApp(), 'Test', { config, env })),
) as [Template, Template];

describe('two services in AWS', () => {
  test('have no name in common, in a stack each', () => {
    const [ours, theirs] = apart.map(namesIn) as [string[], string[]];
    expect(ours.length).toBeGreaterThan(50);
    expect(ours.filter((name) => theirs.includes(name))).toEqual([]);
    expect(ours.filter((name) => !/ atlasml-production(-|$)/.test(name))).toEqual([]);
    expect(theirs.filter((name) => !/ atlasml-production-nebula(-|$)/.test(name))).toEqual([]);
  });

  test('have the same names in one stack as in a stack each', () => {
    expect(namesIn(together).sort()).toEqual(apart.flatMap(namesIn).sort());
  });

  test('publish and watch metrics of their own', () => {
    for (const [template, { slug }] of [[apart[0], production] as const, [apart[1], nebula] as const]) {
      const alarms = Object.values(
        template.findResources('AWS::CloudWatch::Alarm', { Properties: { Namespace: 'AtlasML/Monitor' } }),
      );
      expect(alarms.length).toBeGreaterThan(20);
      for (const { Properties } of alarms) expect(Properties.Dimensions).toContainEqual({ Name: 'Environment', Value: slug });
    }
  });

  test('may in one stack do what they may in a stack each, and nothing to each other', () => {
    const prefixes = /<(?:productionnebula|production)(?=[A-Zcq])/g;
    const words = (template: Template) =>
      statementsOf(template).map((statement) =>
        JSON.stringify(statement).replaceAll(prefixes, '<').replaceAll(SCHEDULER_ROLE, 'SchedulerRole'),
      );
    expect([...new Set(words(together))].sort()).toEqual([...new Set(apart.flatMap(words))].sort());
    const strangers = Object.entries(resourcesOf(together)).flatMap(([id, resource]) => {
      const owners = new Set([id, ...referencesIn(resource)].flatMap(ownerOf));
      return owners.size <= 1 ? [] : [`${id}: ${[...owners].join(' and ')}`];
    });
    expect(strangers).toEqual([]);
  });

  test('pass the checks of cdk-nag in one stack', () => {
    app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
    expect(pluginReports).toEqual([]);
  });

  test('are refused in one stack where there are too many, with the numbers of each', () => {
    const services = ['a', 'b', 'c', 'd', 'e', 'f'].map((environment) => ({ environment, endpoints, memory }));
    const build = () => new SharedStack(templateApp(), 'Test', { configs: resolveConfigs({ ...shared, services }), env });
    expect(build).toThrow(
      /^-c oneStack is not valid:\n {2}one stack would hold \d{3} resources \(a \d+, b \d+, c \d+, d \d+, e \d+, f \d+\), and CloudFormation takes 500; leave -c oneStack out, so that each service has a stack of its own$/,
    );
  });
});

/** The CDK makes this role of a schedule beside the parts of a stack, under a name of its target's. */
const SCHEDULER_ROLE = /SchedulerRoleForTarget[0-9a-f]{6}/g;

function ownerOf(id: string): string[] {
  if (id.startsWith('SchedulerRoleForTarget')) return [];
  return [id.startsWith('productionnebula') ? 'nebula' : 'production'];
}

/** The resources that one refers to. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return String(inner).startsWith('AWS::') ? [] : [String(inner)];
    if (key === 'Fn::GetAtt') return [String((inner as string[])[0])];
    if (key === 'DependsOn') return [inner].flat().map(String);
    return referencesIn(inner);
  });
}

test('an upgrade finds all that lasts or has a name of one service: what the first version called it', () => {
  const before = JSON.parse(readFileSync('test/fixtures/template/one-service.json', 'utf8')) as Record<string, string>;
  const now = resourcesOf(full);
  const named = Object.keys(before).map((id) => {
    const { Type = '', Properties = {} } = now[id] ?? {};
    const name = ['FunctionName', 'TopicName', 'AlarmName', 'DashboardName', 'Name'].map((key) => Properties[key]).find(Boolean);
    return [id, `${Type.split('::').at(-1)} ${name ?? ''}`.trim()];
  });
  expect(Object.fromEntries(named)).toEqual(before);
});

describe('whatever two services are called', () => {
  const word = fc.constantFrom('a', 'b', 'prod', 'eu', 'slow', 'self', 'check', 'health', 'drill', 'alarm', '0', 'x');
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `n${words.join('-')}`.slice(0, 31));
  const service: fc.Arbitrary<MonitorConfigInput> = fc.record({
    service: fc.oneof(
      fc.constant('AtlasML'),
      fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
    ),
    environment: name,
    endpoints: fc
      .uniqueArray(name, { minLength: 1, maxLength: 3 })
      .map((names) => names.map((one) => ({ name: one, url: `https://a.test/${one}` }))),
    maintenance: fc
      .uniqueArray(name, { maxLength: 3 })
      .map((names) => names.map((one) => ({ name: one, schedule: '0 3 * * SUN', minutes: 60 }))),
    email: fc.constant(['ops@a.test']),
  });

  test('they are refused, or have no name in common', () => {
    let accepted = 0;
    const check = (one: MonitorConfigInput, other: MonitorConfigInput) => {
      const configs = configsOf({ services: [one, other] });
      if (!configs || limitFaultsOf(configs, () => '').length > 0) return;
      accepted++;
      const [ours, theirs] = configs.map(namesOf) as [string[], string[]];
      expect(ours.filter((named) => theirs.includes(named))).toEqual([]);
    };
    fc.assert(fc.property(service, service, check), { numRuns: 150 });
    expect(accepted).toBeGreaterThan(20);
  });

  test('a mute rule that would be another one’s is refused', () => {
    const window = (named: string) => ({ maintenance: [{ name: named, schedule: '0 3 * * SUN', minutes: 60 }], endpoints });
    const configs = resolveConfigs({
      services: [
        { environment: 'prod', ...window('eu-updates') },
        { environment: 'prod-eu', ...window('updates') },
      ],
    });
    expect(limitFaultsOf(configs, (i) => `services[${i}].`)).toEqual([
      'services[1].maintenance[0].name: the mute rule atlasml-prod-eu-updates-0 would be one of prod too; give the window another name',
    ]);
  });

  test('a slug may not hold what the names of alarms hold', () => {
    const config = resolveConfig({ slug: `a-${SIGNALS[0]?.id}`, endpoints });
    expect(limitFaultsOf([config], () => 'services[0].')).toEqual([
      expect.stringMatching(/^services\[0\]\.slug: 'a-[\w-]+' holds/),
    ]);
  });

  function configsOf(input: object): MonitorConfig[] | undefined {
    try {
      return resolveConfigs(input);
    } catch {
      return undefined;
    }
  }

  /** By the same functions as in the template; that a template has no others is tested above. */
  function namesOf(config: MonitorConfig): string[] {
    const { slug, maintenance } = config;
    return [
      ...nativeAlarmsOf(alarmsOf(config)).map((alarm) => `alarm ${alarm.name}`),
      `alarm ${drillAlarmName(slug)}`,
      ...maintenance.map((window) => `rule ${muteRuleName(slug, window.name, 0)}`),
      ...FUNCTION_NAMES.map((fn) => `function atlasml-${slug}-${fn}`),
      ...['alerts', 'alarm-changes'].map((topic) => `topic atlasml-${slug}-${topic}`),
      `dashboard atlasml-${slug}`,
      `folder ${slug}`,
    ];
  }
});
