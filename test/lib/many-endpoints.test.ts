import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NestedStack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { alarmsOf, MOST_IN_ONE_TEMPLATE } from '../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { statementsOf } from './iam/statements.ts';
import { FULL, templateApp } from './support.ts';

const endpoints = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `endpoint-with-a-long-name-${i}`.padEnd(31, 'x'),
    url: `https://atlas.example.org/${i}`,
    headers: { Authorization: { parameter: `/atlasml-monitor/a-long-name-of-a-parameter/${i}` } },
  }));
/** The most of all that is counted. */
const LARGEST: MonitorConfigInput = {
  ...FULL,
  endpoints: endpoints(200),
  components: Array.from({ length: 50 }, (_, i) => `component/${i}`.padEnd(80, 'x')),
  email: Array.from({ length: 50 }, (_, i) => `somebody.with.a.long.name.${i}@example.org`),
  maintenance: Array.from({ length: 20 }, (_, i) => ({ name: `window-${i}`, schedule: '0 3 * * SUN', minutes: 60 })),
  customerManagedKey: true,
};

type Resource = { Type: string; DependsOn?: string[]; Properties?: Record<string, unknown> };

function templatesOf(input: MonitorConfigInput) {
  const config = resolveConfig(input);
  const app = templateApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const stack = new MonitoringStack(app, 'Test', { config });
  const nested = stack.node.findAll().filter((one) => NestedStack.isNestedStack(one));
  const stacks = [stack, ...nested];
  const templates = stacks.map((one) => Template.fromStack(one));
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return {
    config,
    templates,
    pluginReports,
    sizes: stacks.map(({ templateFile }) => statSync(join(app.outdir, templateFile)).size),
  };
}
const resourcesIn = (template: Template) => Object.values(template.toJSON().Resources) as Resource[];
const alarmNamesIn = (template: Template) =>
  resourcesIn(template).flatMap(({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' ? [String(Properties?.AlarmName)] : [],
  );

describe('200 endpoints with all else that can be configured', () => {
  const { config, templates, sizes, pluginReports } = templatesOf(LARGEST);
  const main = templates[0] as Template;
  const apart = templates.slice(1).filter((template) => alarmNamesIn(template).length > 0);
  const windows = templates.slice(1).filter((template) => alarmNamesIn(template).length === 0);

  test('500 resources, 200 outputs and parameters a template (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html)', () => {
    expect([apart.length, windows.length]).toEqual([3, 20]);
    for (const template of templates) {
      const { Outputs = {}, Parameters = {} } = template.toJSON();
      expect(resourcesIn(template).length).toBeLessThanOrEqual(500);
      expect(Object.keys(Outputs).length).toBeLessThan(200);
      expect(Object.keys(Parameters).length).toBeLessThan(200);
    }
  });

  test('cdk-nag finds nothing without a written reason', () => {
    expect(pluginReports).toEqual([]);
  });

  test('1 MB a template, as it is written', () => {
    expect(sizes.length).toBe(24);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });

  test('each alarm of the table is there once, and tells the reporter', () => {
    const own = templates.flatMap(alarmNamesIn).filter((name) => !/^atlasml-test-(self-|drill)/.test(name));
    expect(own.sort()).toEqual(
      nativeAlarmsOf(alarmsOf(config))
        .map(({ name }) => name)
        .sort(),
    );
    const actions = apart.flatMap(resourcesIn).map(({ Properties }) => JSON.stringify(Properties?.AlarmActions));
    expect(actions).toEqual(Array(600).fill(expect.stringContaining('Changes')));
  });

  test('who is down has an alarm of its own in the stack itself, with the name that it always had', () => {
    const names = alarmNamesIn(main);
    for (const { name } of config.endpoints) expect(names).toContain(`atlasml-test-endpoint-down-${name}`);
  });

  test('a planned window mutes all of them, 100 a rule, and comes after them', () => {
    const rules = windows.flatMap(resourcesIn);
    expect(new Set(rules.map(({ Type }) => Type))).toEqual(new Set(['AWS::CloudWatch::AlarmMuteRule']));
    const targets = rules.map(({ Properties }) => Properties?.MuteTargets as { AlarmNames: unknown[] });
    for (const { AlarmNames } of targets) expect(AlarmNames.length).toBeLessThanOrEqual(100);
    const muted = new Map<unknown, number>();
    for (const name of targets.flatMap(({ AlarmNames }) => AlarmNames)) muted.set(name, (muted.get(name) ?? 0) + 1);
    expect(muted).toEqual(new Map(nativeAlarmsOf(alarmsOf(config)).map(({ name }) => [name, 20])));
    const resources = main.toJSON().Resources as Record<string, Resource>;
    const [[handle, { DependsOn = [] }]] = Object.entries(resources).filter(
      ([, { Type }]) => Type === 'AWS::CloudFormation::WaitConditionHandle',
    ) as [[string, Resource]];
    const nested = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack');
    expect(nested.filter(([, stack]) => stack.DependsOn?.includes(handle)).length).toBe(20);
    const others = nested.filter(([, stack]) => !stack.DependsOn?.includes(handle)).map(([id]) => id);
    expect(others.length).toBe(3);
    expect(DependsOn).toEqual(expect.arrayContaining(others));
    expect(DependsOn.length).toBeGreaterThan(200);
  });

  test('100 alarms a widget of the dashboard', () => {
    const [dashboard] = Object.values(main.findResources('AWS::CloudWatch::Dashboard'));
    const parts = dashboard?.Properties.DashboardBody['Fn::Join'][1] as unknown[];
    const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'x')).join(''));
    const shown = body.widgets.filter((w: { type: string }) => w.type === 'alarm');
    const alarms = templates.flatMap(alarmNamesIn).filter((name) => !name.endsWith('-drill')).length;
    expect(shown.flatMap((w: { properties: { alarms: string[] } }) => w.properties.alarms).length).toBe(alarms);
    for (const { properties } of shown) expect(properties.alarms.length).toBeLessThanOrEqual(100);
  });

  test('6,144 characters a managed policy, 10,240 for those in a role (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)', () => {
    const sizes = resourcesIn(main).flatMap(({ Type, Properties }) => {
      const most = { 'AWS::IAM::Policy': 10_240, 'AWS::IAM::ManagedPolicy': 6_144 }[Type];
      return most === undefined ? [] : [{ most, size: written(Properties?.PolicyDocument) }];
    });
    expect(sizes.length).toBeGreaterThan(6);
    for (const { most, size } of sizes) expect(size).toBeLessThanOrEqual(most);
    const readable = statementsOf(main).filter((statement) => JSON.stringify(statement).includes('ssm:GetParameters'));
    expect(JSON.stringify(readable)).toContain('a-long-name-of-a-parameter/199');
  });
});

describe('up to the number that one template holds, and beyond', () => {
  const alarms = (count: number) => alarmsOf(resolveConfig({ ...FULL, endpoints: endpoints(count) }));

  test('all stand in one template under the names they had, so that no deploy takes their history', () => {
    expect(alarms(MOST_IN_ONE_TEMPLATE).filter(({ isApart }) => isApart)).toEqual([]);
    const config = resolveConfig({ ...FULL, endpoints: endpoints(MOST_IN_ONE_TEMPLATE) });
    const stack = new MonitoringStack(templateApp(), 'Test', { config });
    expect(stack.node.findAll().some((one) => NestedStack.isNestedStack(one))).toBe(false);
  });

  test('one more lets none change its template under the same name: CloudFormation would find it taken', () => {
    const before = alarms(MOST_IN_ONE_TEMPLATE);
    const after = alarms(MOST_IN_ONE_TEMPLATE + 1);
    const moved = after.filter(({ name, isApart }) => isApart && before.some((alarm) => alarm.name === name));
    expect(moved).toEqual([]);
    const kept = before.filter(({ signal }) => signal.severity === 'page' || signal.scope !== 'endpoint');
    expect(after.map(({ name }) => name)).toEqual(expect.arrayContaining(kept.map(({ name }) => name)));
  });

  test('too many addresses of e-mail are refused with the numbers', () => {
    const email = Array.from({ length: 450 }, (_, i) => `somebody.${i}@example.org`);
    expect(() => new MonitoringStack(templateApp(), 'Test', { config: resolveConfig({ ...FULL, email }) })).toThrow(
      /the stack of test would hold \d{3} resources, and CloudFormation takes 500; each address of e-mail is one \(there are 450\)/,
    );
  });
});

/** As IAM counts it: without blanks, each reference as long as what it stands for at the most. */
function written(document: unknown): number {
  return JSON.stringify(document, (_key, value) => {
    if (value?.Ref === 'AWS::Partition') return 'aws-us-gov';
    if (value?.Ref === 'AWS::Region') return 'ap-southeast-1';
    if (value?.Ref === 'AWS::AccountId') return '123456789012';
    return value?.['Fn::Join'] ? value['Fn::Join'][1] : value;
  }).length;
}
