import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { templateApp } from './support.ts';

const least: MonitorConfigInput = { endpoints: [{ name: 'health', url: 'https://a.example.com/' }], email: ['a@example.com'] };
const full: MonitorConfigInput = {
  ...least,
  endpoints: [{ name: 'health', url: 'https://a.example.com/', headers: { Authorization: { parameter: '/key' } } }],
  logs: { group: 'atlas/ml', region: 'eu-west-1' },
  memory: { source: 'telegraf', dimensions: { container_name: 'atlasml' } },
  disk: { source: 'cloudwatch-agent', dimensions: { path: '/' } },
  slack: { webhookParameter: '/slack' },
  sentry: { dsnParameter: '/dsn' },
  network: {
    vpc: {
      id: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0'],
      availabilityZones: ['eu-west-1a'],
      securityGroupId: 'sg-0123456789abcdef0',
    },
  },
};

describe('cdk-nag finds nothing that has no written reason', () => {
  test.each([
    ['the least configuration', least, {}],
    ['everything configured', full, { region: 'eu-central-1' }],
    ['a named account', full, { region: 'eu-central-1', account: '111122223333' }],
  ])('%s', (_title, input, env) => {
    const app = templateApp();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new MonitoringStack(app, 'Test', { config: resolveConfig(input), env });
    expect(() => app.synth()).not.toThrow();
  });

  test('an unwritten wildcard would be found', async () => {
    const { PolicyStatement } = await import('aws-cdk-lib/aws-iam');
    const { MonitorFunction, TIMEOUTS } = await import('../../lib/function.ts');
    const app = templateApp();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new MonitoringStack(app, 'Test', { config: resolveConfig(least) });
    const extra = new MonitorFunction(stack, 'Extra', {
      name: 'check-memory',
      config: resolveConfig({ ...least, environment: 'other' }),
      timeout: TIMEOUTS['check-memory'],
      environment: {},
    });
    extra.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::bucket/*'] }));
    expect(() => app.synth()).toThrow();
  });
});
