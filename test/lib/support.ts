import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';

/** Everything that can be configured. */
export const FULL: MonitorConfigInput = {
  environment: 'test',
  endpoints: [
    { name: 'health', url: 'https://atlas.example.org/api/v1/health/' },
    {
      name: 'competency',
      url: 'https://atlas.example.org/x',
      headers: { Authorization: { parameter: '/atlas/key' } },
      body: 'none',
    },
  ],
  logs: { group: 'atlasml', region: 'eu-central-1' },
  memory: { source: 'ecs', cluster: 'c', service: 's' },
  disk: { source: 'cloudwatch-agent', dimensions: { path: '/' } },
  email: ['a@example.org', 'b@example.org'],
  slack: { webhookParameter: '/slack/hook' },
  teams: { webhookParameter: '/teams/workflow' },
  pagerduty: { routingKeyParameter: '/pagerduty/key' },
  ntfy: { topicParameter: '/ntfy/topic', tokenParameter: '/ntfy/token' },
  webhook: { urlParameter: '/webhook/url', secretParameter: '/webhook/secret' },
  maintenance: [
    { name: 'updates', schedule: '0 3 * OCT SUN', minutes: 90, timezone: 'Europe/Berlin' },
    { name: 'move', schedule: '2026-12-24T18:00', minutes: 60 },
  ],
  sentry: { dsnParameter: '/sentry/dsn' },
  sentryProject: { organization: 'tum', project: 'atlasml', tokenParameter: '/sentry/token' },
  heartbeat: { urlParameter: '/heartbeat/url' },
  dashboard: true,
  answers: { keyParameter: '/answers/key', slackSigningSecretParameter: '/answers/slack' },
};

/** A VPC for check-health. */
export const VPC = {
  id: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0'],
  availabilityZones: ['eu-central-1a'],
  securityGroupId: 'sg-0123456789abcdef0',
};

/**
 * An app for tests of templates. Functions are not bundled, since no test looks into their assets; the checks of templates
 * that the CDK makes by itself only warn, and `npm run synth` makes them.
 */
export function templateApp(): App {
  return new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
}

export function synth(input: MonitorConfigInput): Template {
  const config = resolveConfig(input);
  return Template.fromStack(new MonitoringStack(templateApp(), 'Test', { config, env: { region: 'eu-central-1' } }));
}

export const full = synth(FULL);
export const config = resolveConfig(FULL);
